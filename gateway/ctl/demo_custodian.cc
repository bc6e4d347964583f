#include "gateway/ctl/demo_custodian.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "gateway/ctl/custodian.h"
#include "hecha/intake/v1/custodian_key.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

using intake::v1::CustodianKey;

constexpr char kService[] = "hecha.intake.v1.CustodianKeyService/";

bool IsCustodian(const KnownUser& user) { return user.role == "clerk" || user.role == "office"; }

absl::StatusOr<std::unique_ptr<Gateway>> SignIn(const Settings& settings, const KnownUser& user) {
  ASSIGN_OR_RETURN(std::unique_ptr<Gateway> gateway, Connect(settings));
  RETURN_IF_ERROR(gateway->SignIn(user.username, user.password));
  return gateway;
}

absl::StatusOr<std::unique_ptr<Gateway>> SignInCityOffice(const Settings& settings) {
  for (const KnownUser& user : settings.users)
    if (user.role == "city_office") return SignIn(settings, user);
  return absl::NotFoundError("the demo has no city office");
}

absl::StatusOr<std::vector<CustodianKey>> ListKeys(const Gateway& city) {
  intake::v1::ListCustodianKeysRequest request;
  request.set_page_size(200);
  intake::v1::ListCustodianKeysResponse response;
  RETURN_IF_ERROR(city.Call(fmt::format("{}ListCustodianKeys", kService), request, response));
  return std::vector<CustodianKey>(response.custodian_keys().begin(),
                                   response.custodian_keys().end());
}

absl::StatusOr<security::BoxKey> KeyOf(const KnownUser& user, const std::string& directory) {
  const std::string path = fmt::format("{}/{}.key", directory, user.username);
  if (std::filesystem::exists(path)) return LoadCustodianKey(path);
  ASSIGN_OR_RETURN(const std::string passphrase, Passphrase());
  return MakeCustodianKeyFile(path, passphrase);
}

// What is enrolled of the user's key: by an earlier run that was cut short, or now.
absl::StatusOr<CustodianKey> Enrolled(const Settings& settings, const KnownUser& user,
                                      const std::vector<CustodianKey>& known,
                                      const std::string& public_key) {
  for (const CustodianKey& key : known)
    if (key.public_key() == public_key) return key;
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> own, SignIn(settings, user));
  intake::v1::EnrolCustodianKeyRequest request;
  request.set_public_key(public_key);
  CustodianKey enrolled;
  RETURN_IF_ERROR(own->Call(fmt::format("{}EnrolCustodianKey", kService), request, enrolled));
  return enrolled;
}

absl::Status Confirm(const Gateway& city, const CustodianKey& key) {
  intake::v1::ConfirmCustodianKeyRequest request;
  request.set_custodian_key_id(key.id());
  CustodianKey confirmed;
  return city.Call(fmt::format("{}ConfirmCustodianKey", kService), request, confirmed);
}

}  // namespace

absl::Status SeedCustodians(const Settings& settings, const std::string& directory) {
  std::filesystem::create_directories(directory);
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> city, SignInCityOffice(settings));
  ASSIGN_OR_RETURN(const std::vector<CustodianKey> known, ListKeys(*city));
  std::set<std::string> done;
  for (const CustodianKey& key : known)
    if (key.state() != CustodianKey::STATE_ENROLLED) done.insert(key.user_id());
  for (const KnownUser& user : settings.users) {
    if (!IsCustodian(user) || done.contains(user.user_id)) continue;
    ASSIGN_OR_RETURN(const security::BoxKey key, KeyOf(user, directory));
    ASSIGN_OR_RETURN(const CustodianKey enrolled, Enrolled(settings, user, known, key.public_key));
    RETURN_IF_ERROR(Confirm(*city, enrolled));
  }
  return absl::OkStatus();
}

}  // namespace hecha::ctl
