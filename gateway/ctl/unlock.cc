// hechactl custodian-keygen --key FILE: makes the key with which a custodian opens identities.
// hechactl custodian-enrol --key FILE: hands in its public half, for a second person to confirm.
// hechactl unlock LEAD_ID UNLOCK_ID --key FILE: opens the identity of an approved unlock.
//
// The private key stays on this computer, in a file that only its passphrase opens; what the suite
// gives out is sealed, and opened here.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/settings.h"
#include "hecha/intake/v1/custodian_key.pb.h"
#include "hecha/intake/v1/vault.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/sealed_box.h"

ABSL_DECLARE_FLAG(std::string, key);

namespace hecha::ctl {
namespace {

// What identities are padded to (services/intake/vault.h).
constexpr size_t kIdentityBlock = 2048;
constexpr size_t kMinPassphrase = 12;

absl::StatusOr<std::string> Passphrase() {
  if (const char* passphrase = std::getenv("HECHA_PASSPHRASE"); passphrase != nullptr)
    return std::string(passphrase);
  return TypedSecret("密钥口令 / passphrase of the key: ", "no passphrase: set HECHA_PASSPHRASE");
}

absl::StatusOr<security::BoxKey> MakeKey(const std::string& path) {
  // A key that identities are sealed to must not be lost to a second run.
  if (std::filesystem::exists(path))
    return absl::AlreadyExistsError(path + " exists; it was left as it is");
  ASSIGN_OR_RETURN(const std::string passphrase, Passphrase());
  if (passphrase.size() < kMinPassphrase)
    return absl::InvalidArgumentError(
        fmt::format("a passphrase of {} characters at least, please", kMinPassphrase));
  security::BoxKey key = security::BoxKey::Generate();
  RETURN_IF_ERROR(key.Save(path, passphrase));
  return key;
}

absl::StatusOr<security::BoxKey> LoadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string passphrase, Passphrase());
  return security::BoxKey::Load(path, passphrase);
}

absl::StatusOr<intake::v1::CustodianKey> EnrolKey(const std::string& path) {
  ASSIGN_OR_RETURN(const security::BoxKey key, LoadKey(path));
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
  ASSIGN_OR_RETURN(const security::BoxKey key, LoadKey(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectSignedIn());
  intake::v1::UnlockIdentityRequest request;
  request.set_lead_id(lead_id);
  request.set_unlock_id(unlock_id);
  intake::v1::UnlockIdentityResponse box;
  RETURN_IF_ERROR(gateway->Call("hecha.intake.v1.VaultService/UnlockIdentity", request, box));
  ASSIGN_OR_RETURN(const std::string bytes,
                   security::OpenBox(key, box.sealed_identity(), kIdentityBlock));
  intake::v1::SealedIdentity sealed;
  if (!sealed.ParseFromString(bytes) || sealed.lead_id() != lead_id)
    return absl::DataLossError("what was given out is not the identity of this lead's reporter");
  return sealed.identity();
}

}  // namespace

int MakeCustodianKey(const Arguments& arguments) {
  const std::string path = absl::GetFlag(FLAGS_key);
  if (!arguments.empty() || path.empty()) return Usage("hechactl custodian-keygen --key FILE");
  const absl::StatusOr<security::BoxKey> key = MakeKey(path);
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

}  // namespace hecha::ctl
