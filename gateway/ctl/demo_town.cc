#include "gateway/ctl/demo_town.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/ctl/signed_bytes.h"
#include "hecha/directory/v1/division.pb.h"
#include "hecha/verification/v1/signing_key.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

constexpr size_t kTownCode = 9;

// Gives `actor` its place in the town, by its role.
void Place(const KnownUser& user, DemoActor* actor, DemoTown& town) {
  if (user.role == "clerk") town.clerk = actor;
  if (user.role == "office") town.office = actor;
  if (user.role == "leader") town.leader = actor;
  if (user.role == "discipline") town.discipline = actor;
  if (user.username.ends_with(".police.head")) town.police = actor;
  if (user.role == "unit_head") town.units[user.unit_id].head = actor;
  if (user.role == "investigator") town.units[user.unit_id].investigators.push_back(actor);
}

bool IsComplete(const DemoTown& town) {
  return town.clerk != nullptr && town.office != nullptr && town.leader != nullptr &&
         town.discipline != nullptr && town.police != nullptr && town.units.size() >= 2 &&
         std::all_of(town.units.begin(), town.units.end(), [](const auto& entry) {
           return entry.second.head != nullptr && entry.second.investigators.size() >= 2;
         });
}

}  // namespace

DemoActor::DemoActor(const Settings& settings, KnownUser user)
    : gateway_options_{settings.grpc, settings.ca}, user_(std::move(user)) {}

absl::StatusOr<const Gateway*> DemoActor::SignedIn() {
  absl::MutexLock lock(&mutex_);
  if (gateway_ == nullptr) {
    ASSIGN_OR_RETURN(std::unique_ptr<Gateway> gateway, Gateway::Open(gateway_options_));
    if (!user_.username.empty()) RETURN_IF_ERROR(gateway->SignIn(user_.username, user_.password));
    gateway_ = std::move(gateway);
  }
  return gateway_.get();
}

absl::Status DemoActor::CallInto(std::string_view method, const google::protobuf::Message& request,
                                 google::protobuf::Message& response) {
  ASSIGN_OR_RETURN(const Gateway* gateway, SignedIn());
  return gateway->Call(method, request, response);
}

absl::StatusOr<security::SigningKey> DemoActor::ConfirmedKey(DemoActor& second) {
  absl::MutexLock lock(&key_mutex_);
  if (key_.has_value()) return *key_;
  const security::SigningKey key = security::SigningKey::Generate();
  verification::v1::EnrolSigningKeyRequest enrol;
  enrol.set_public_key(key.public_key);
  enrol.set_proof(key.Sign(PossessionPayload(user_.user_id, key.public_key)));
  ASSIGN_OR_RETURN(const auto enrolled,
                   Call<verification::v1::SigningKey>(
                       "hecha.verification.v1.SigningKeyService/EnrolSigningKey", enrol));
  verification::v1::ConfirmSigningKeyRequest confirm;
  confirm.set_signing_key_id(enrolled.id());
  RETURN_IF_ERROR(second
                      .Call<verification::v1::SigningKey>(
                          "hecha.verification.v1.SigningKeyService/ConfirmSigningKey", confirm)
                      .status());
  key_ = key;
  return key;
}

absl::StatusOr<std::unique_ptr<DemoCity>> DemoCity::Open(const Settings& settings) {
  std::unique_ptr<DemoCity> city(new DemoCity());
  const auto add = [&](KnownUser user) {
    city->actors_.push_back(std::make_unique<DemoActor>(settings, std::move(user)));
    return city->actors_.back().get();
  };
  city->citizen_ = add(KnownUser());
  std::map<std::string, DemoTown> towns;
  for (const KnownUser& user : settings.users) {
    DemoActor* const actor = add(user);
    if (user.role == "city_office") city->office_ = actor;
    if (user.division.size() == kTownCode) Place(user, actor, towns[user.division]);
  }
  for (auto& [division, town] : towns) {
    if (!IsComplete(town)) continue;
    town.division = division;
    city->towns_.push_back(std::move(town));
  }
  if (city->office_ == nullptr || city->towns_.empty())
    return absl::FailedPreconditionError("the suite does not tell who its demo's users are");
  RETURN_IF_ERROR(city->NameTowns());
  return city;
}

absl::Status DemoCity::NameTowns() {
  directory::v1::ListDivisionsRequest request;
  request.set_page_size(200);
  ASSIGN_OR_RETURN(const auto listed,
                   citizen_->Call<directory::v1::ListDivisionsResponse>(
                       "hecha.directory.v1.DivisionService/ListDivisions", request));
  for (DemoTown& town : towns_) {
    town.name = town.division;
    for (const auto& division : listed.divisions())
      if (division.code() == town.division) town.name = division.name();
  }
  return absl::OkStatus();
}

}  // namespace hecha::ctl
