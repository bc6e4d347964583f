// The people of the demo's city and towns, each over native gRPC in a session of their own.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/ctl/gateway.h"
#include "gateway/ctl/settings.h"
#include "services/common/security/signing.h"

namespace hecha::ctl {

// One user of the demo, or a citizen without an account. Safe for concurrent use.
class DemoActor {
 public:
  // A user without a username is a citizen.
  DemoActor(const Settings& settings, KnownUser user);

  // Signs in before the first call.
  template <class Response>
  absl::StatusOr<Response> Call(std::string_view method, const google::protobuf::Message& request) {
    Response response;
    if (absl::Status status = CallInto(method, request, response); !status.ok()) return status;
    return response;
  }

  // The key with which this user signs: made at its first use, enrolled, and confirmed by
  // `second`. It is kept in memory only, so each run of the demo has new ones.
  absl::StatusOr<security::SigningKey> ConfirmedKey(DemoActor& second);

  const std::string& user_id() const { return user_.user_id; }
  const std::string& unit_id() const { return user_.unit_id; }

 private:
  absl::Status CallInto(std::string_view method, const google::protobuf::Message& request,
                        google::protobuf::Message& response);
  absl::StatusOr<const Gateway*> SignedIn();

  const Gateway::Options gateway_options_;
  const KnownUser user_;
  absl::Mutex mutex_;
  std::unique_ptr<Gateway> gateway_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex key_mutex_;
  std::optional<security::SigningKey> key_ ABSL_GUARDED_BY(key_mutex_);
};

struct DemoUnit {
  DemoActor* head = nullptr;
  std::vector<DemoActor*> investigators;
};

struct DemoTown {
  std::string division;
  std::string name;
  DemoActor* clerk = nullptr;
  DemoActor* office = nullptr;
  DemoActor* leader = nullptr;
  DemoActor* discipline = nullptr;
  // Head of the police's unit.
  DemoActor* police = nullptr;
  // Units that verify, by id.
  std::map<std::string, DemoUnit> units;
};

class DemoCity {
 public:
  // FailedPrecondition if the file of the running suite does not name all who are needed.
  static absl::StatusOr<std::unique_ptr<DemoCity>> Open(const Settings& settings);

  // In the order of their codes.
  std::vector<DemoTown>& towns() { return towns_; }
  DemoActor& office() { return *office_; }
  DemoActor& citizen() { return *citizen_; }

 private:
  DemoCity() = default;
  absl::Status NameTowns();

  std::vector<std::unique_ptr<DemoActor>> actors_;
  std::vector<DemoTown> towns_;
  DemoActor* office_ = nullptr;
  DemoActor* citizen_ = nullptr;
};

}  // namespace hecha::ctl
