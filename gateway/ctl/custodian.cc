#include "gateway/ctl/custodian.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "gateway/ctl/settings.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

constexpr size_t kMinPassphrase = 12;

}  // namespace

absl::StatusOr<std::string> Passphrase() {
  if (const char* passphrase = std::getenv("HECHA_PASSPHRASE"); passphrase != nullptr)
    return std::string(passphrase);
  return TypedSecret("密钥口令 / passphrase of the key: ", "no passphrase: set HECHA_PASSPHRASE");
}

absl::StatusOr<security::BoxKey> MakeCustodianKeyFile(const std::string& path,
                                                      const std::string& passphrase) {
  if (std::filesystem::exists(path))
    return absl::AlreadyExistsError(path + " exists; it was left as it is");
  if (passphrase.size() < kMinPassphrase)
    return absl::InvalidArgumentError(
        fmt::format("a passphrase of {} characters at least, please", kMinPassphrase));
  security::BoxKey key = security::BoxKey::Generate();
  RETURN_IF_ERROR(key.Save(path, passphrase));
  return key;
}

absl::StatusOr<security::BoxKey> LoadCustodianKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string passphrase, Passphrase());
  return security::BoxKey::Load(path, passphrase);
}

absl::StatusOr<intake::v1::SealedIdentity> FetchIdentity(const Gateway& gateway,
                                                         const security::BoxKey& key,
                                                         const std::string& lead_id,
                                                         const std::string& unlock_id) {
  intake::v1::UnlockIdentityRequest request;
  request.set_lead_id(lead_id);
  request.set_unlock_id(unlock_id);
  intake::v1::UnlockIdentityResponse box;
  RETURN_IF_ERROR(gateway.Call("hecha.intake.v1.VaultService/UnlockIdentity", request, box));
  ASSIGN_OR_RETURN(const std::string bytes,
                   security::OpenBox(key, box.sealed_identity(), kIdentityBlock));
  intake::v1::SealedIdentity sealed;
  if (!sealed.ParseFromString(bytes) || sealed.lead_id() != lead_id)
    return absl::DataLossError("what was given out is not the identity of this lead's reporter");
  return sealed;
}

}  // namespace hecha::ctl
