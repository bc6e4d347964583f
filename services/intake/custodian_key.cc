#include "services/intake/custodian_key.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/security/sodium.h"

namespace hecha::intake {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kMaxReason = 200;

bool IsOfficeOf(const Actor& actor, std::string_view division) {
  return (actor.Has(Role::kOffice) && actor.division == division) ||
         (actor.Has(Role::kCityOffice) && actor.Covers(division));
}

// False for the few points (RFC 7748, section 6.1) under which every secret is the same.
bool TakesSecrets(std::string_view public_key) {
  security::InitSodium();
  unsigned char secret[crypto_scalarmult_SCALARBYTES];
  unsigned char shared[crypto_scalarmult_BYTES];
  randombytes_buf(secret, sizeof secret);
  return crypto_scalarmult(shared, secret, security::Bytes(public_key)) == 0;
}

absl::Status RefuseStranger() {
  return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办或市扫黑办可以办理",
                      "only the office of the town or the city office may do this");
}

}  // namespace

absl::StatusOr<CustodianKey> CustodianKey::Enrol(CustodianKeyId id, const Actor& owner,
                                                 std::string public_key, absl::Time now) {
  if (public_key.size() != kKeyBytes)
    return RefuseField("KEY_LENGTH", "public_key", "X25519 公钥须为 32 字节",
                       "an X25519 public key has 32 bytes");
  if (!TakesSecrets(public_key))
    return RefuseField("KEY_WEAK", "public_key", "这个公钥不安全，请重新生成",
                       "nothing is safe under that public key; make another");
  CustodianKey key;
  key.id = id;
  key.version = 1;
  key.user = owner.user;
  key.division = owner.division;
  key.public_key = std::move(public_key);
  key.enrolled_at = now;
  return key;
}

absl::Status CustodianKey::Confirm(const Actor& by, absl::Time now) {
  if (by.user == user)
    return RefuseCaller("OWN_KEY", "保管密钥须由他人确认", "a second person confirms a key");
  if (!IsOfficeOf(by, division)) return RefuseStranger();
  if (state != CustodianKeyState::kEnrolled)
    return RefuseState("ILLEGAL_TRANSITION", "只有待确认的密钥可以确认",
                       "only a key that is ENROLLED can be confirmed");
  confirmed_by = by.user;
  confirmed_at = now;
  state = CustodianKeyState::kConfirmed;
  ++version;
  return absl::OkStatus();
}

absl::Status CustodianKey::Revoke(const Actor& by, std::string reason, absl::Time now) {
  if (by.user != user && !IsOfficeOf(by, division)) return RefuseStranger();
  if (state == CustodianKeyState::kRevoked)
    return RefuseState("ILLEGAL_TRANSITION", "密钥已撤销", "the key is REVOKED already");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  revoked_by = by.user;
  revoked_at = now;
  revoke_reason = std::move(reason);
  state = CustodianKeyState::kRevoked;
  ++version;
  return absl::OkStatus();
}

bool CustodianKey::VisibleTo(const Actor& actor) const {
  return actor.user == user || IsOfficeOf(actor, division);
}

}  // namespace hecha::intake
