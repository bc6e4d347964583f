#include "services/intake/custodian_key.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/sodium.h"

namespace hecha::intake {
namespace {

// False for the few points (RFC 7748, section 6.1) under which every secret is the same.
bool TakesSecrets(std::string_view public_key) {
  security::InitSodium();
  unsigned char secret[crypto_scalarmult_SCALARBYTES];
  unsigned char shared[crypto_scalarmult_BYTES];
  randombytes_buf(secret, sizeof secret);
  return crypto_scalarmult(shared, secret, security::Bytes(public_key)) == 0;
}

}  // namespace

absl::StatusOr<CustodianKey> CustodianKey::Enrol(CustodianKeyId id, const Actor& owner,
                                                 std::string public_key, absl::Time now) {
  ASSIGN_OR_RETURN(EnrolledKey enrolled, EnrolledKey::Enrol(owner, std::move(public_key), now));
  if (!TakesSecrets(enrolled.public_key))
    return RefuseField("KEY_WEAK", "public_key", "这个公钥不安全，请重新生成",
                       "nothing is safe under that public key; make another");
  return CustodianKey{std::move(enrolled), id};
}

}  // namespace hecha::intake
