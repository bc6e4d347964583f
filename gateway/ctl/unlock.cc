// hechactl custodian-keygen --key FILE: makes the key with which a custodian opens identities.
// hechactl custodian-enrol --key FILE: hands in its public half, for a second person to confirm.
// hechactl unlock LEAD_ID UNLOCK_ID --key FILE: opens the identity of an approved unlock.
// hechactl reseal LEAD_ID UNLOCK_ID KEY_ID PUBLIC_KEY --key FILE: seals that identity to the key
// of a later custodian too. PUBLIC_KEY is what that custodian's custodian-keygen printed, and comes
// from the custodian, not from the suite: a suite that lies could name a key of its own.
#include <fmt/format.h>
#include <sodium.h>

#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/custodian.h"
#include "gateway/ctl/settings.h"
#include "hecha/intake/v1/custodian_key.pb.h"
#include "hecha/intake/v1/vault.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/sealed_box.h"

ABSL_DECLARE_FLAG(std::string, key);

namespace hecha::ctl {
namespace {

absl::StatusOr<intake::v1::CustodianKey> EnrolKey(const std::string& path) {
  ASSIGN_OR_RETURN(const security::BoxKey key, LoadCustodianKey(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  intake::v1::EnrolCustodianKeyRequest request;
  request.set_public_key(key.public_key);
  intake::v1::CustodianKey enrolled;
  RETURN_IF_ERROR(
      gateway->Call("hecha.intake.v1.CustodianKeyService/EnrolCustodianKey", request, enrolled));
  return enrolled;
}

absl::StatusOr<intake::v1::ReporterIdentity> OpenIdentity(const std::string& lead_id,
                                                          const std::string& unlock_id,
                                                          const std::string& path) {
  ASSIGN_OR_RETURN(const security::BoxKey key, LoadCustodianKey(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  ASSIGN_OR_RETURN(const intake::v1::SealedIdentity sealed,
                   FetchIdentity(*gateway, key, lead_id, unlock_id));
  return sealed.identity();
}

absl::StatusOr<std::string> FromHex(const std::string& hex) {
  std::string bytes(hex.size() / 2, '\0');
  size_t size = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                     hex.size(), nullptr, &size, nullptr) != 0 ||
      size * 2 != hex.size())
    return absl::InvalidArgumentError("PUBLIC_KEY is what custodian-keygen printed");
  return bytes;
}

absl::Status ResealIdentity(const Arguments& arguments, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string public_key, FromHex(arguments[3]));
  ASSIGN_OR_RETURN(const security::BoxKey key, LoadCustodianKey(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  ASSIGN_OR_RETURN(const intake::v1::SealedIdentity sealed,
                   FetchIdentity(*gateway, key, arguments[0], arguments[1]));
  intake::v1::ResealIdentityRequest request;
  request.set_lead_id(arguments[0]);
  request.set_unlock_id(arguments[1]);
  request.set_custodian_key_id(arguments[2]);
  ASSIGN_OR_RETURN(*request.mutable_sealed_identity(),
                   security::SealTo(public_key, sealed.SerializeAsString(), kIdentityBlock));
  intake::v1::Unlock unlock;
  return gateway->Call("hecha.intake.v1.VaultService/ResealIdentity", request, unlock);
}

}  // namespace

int MakeCustodianKey(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (!arguments.empty() || path.empty()) return Usage("hechactl custodian-keygen --key FILE");
  const absl::StatusOr<std::string> passphrase = Passphrase();
  if (!passphrase.ok()) return Report(passphrase.status());
  const absl::StatusOr<security::BoxKey> key = MakeCustodianKeyFile(path, *passphrase);
  if (!key.ok()) return Report(key.status());
  std::string hex;
  for (unsigned char byte : key->public_key) hex += fmt::format("{:02x}", byte);
  fmt::print("{}\n", hex);
  return kDone;
}

int EnrolCustodian(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (!arguments.empty() || path.empty()) return Usage("hechactl custodian-enrol --key FILE");
  const absl::StatusOr<intake::v1::CustodianKey> enrolled = EnrolKey(path);
  if (!enrolled.ok()) return Report(enrolled.status());
  fmt::print("{}  {}\n", enrolled->id(), intake::v1::CustodianKey::State_Name(enrolled->state()));
  return kDone;
}

int Unlock(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (arguments.size() != 2 || path.empty())
    return Usage("hechactl unlock LEAD_ID UNLOCK_ID --key FILE");
  const absl::StatusOr<intake::v1::ReporterIdentity> identity =
      OpenIdentity(arguments[0], arguments[1], path);
  if (!identity.ok()) return Report(identity.status());
  fmt::print("姓名  {}\n电话  {}\n证件  {}\n住址  {}\n", identity->name(), identity->phone(),
             identity->id_number(), identity->address());
  return kDone;
}

int Reseal(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (arguments.size() != 4 || path.empty())
    return Usage("hechactl reseal LEAD_ID UNLOCK_ID KEY_ID PUBLIC_KEY --key FILE");
  const absl::Status resealed = ResealIdentity(arguments, path);
  return resealed.ok() ? kDone : Report(resealed);
}

}  // namespace hecha::ctl
