// A real gRPC server on a free port with the Probe service behind a Router, and tokens for
// every kind of caller.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/rpc/server.h"
#include "services/common/security/signing.h"
#include "tests/services/common/rpc_probe.pb.h"

namespace hecha::rpc {

using probe::v1::ProbeRequest;
using probe::v1::ProbeResponse;

// A directory of public keys as --key_dir/trusted holds them.
class TrustedKeys {
 public:
  TrustedKeys() {
    std::string pattern = ::testing::TempDir() + "trusted.XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TrustedKeys() { std::filesystem::remove_all(path_); }

  security::ActorIssuer NewIssuer(const std::string& name, const Clock& clock) {
    const security::SigningKey key = security::SigningKey::Generate();
    std::string hex;
    for (unsigned char byte : key.public_key) hex += fmt::format("{:02x}", byte);
    std::ofstream(path_ + "/" + name + ".pub") << hex << "\n";
    return security::ActorIssuer(name, key, clock);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class ProbeServer {
 public:
  using Handler = std::function<absl::StatusOr<ProbeResponse>(const Call&, const ProbeRequest&)>;

  using LaterHandler = std::function<void(const Call&, const ProbeRequest&, Reply<ProbeResponse>)>;

  // `handle` answers every method, but `later`, where given, answers Open. One thread and room
  // for one waiting call in a lane, so that a test can fill it.
  explicit ProbeServer(Handler handle, LaterHandler later = nullptr) {
    for (const char* method : {"Open", "SignedIn", "Office", "Peer"})
      router_.Handle(
          fmt::format("hecha.probe.v1.Probe/{}", method),
          [handle](const Call& call, const ProbeRequest& request) -> absl::StatusOr<ProbeResponse> {
            return handle(call, request);
          });
    if (later)
      router_.HandleAsync("hecha.probe.v1.Probe/Open",
                          [later](const Call& call, const ProbeRequest& request,
                                  Reply<ProbeResponse> reply) { later(call, request, reply); });
    services_ = router_.Build().value();
    server_ = Server::Start({}, services_).value();
    channel_ = Channel::Open(fmt::format("127.0.0.1:{}", server_->port()));
  }

  // The executor's threads may still be leaving the last call.
  ~ProbeServer() {
    server_.reset();
    executor_.reset();
  }

  absl::Status Send(const std::string& method, const CallOptions& options = {},
                    const ProbeRequest& request = {}) {
    ProbeResponse response;
    return channel_->Unary("hecha.probe.v1.Probe/" + method, request, response, options);
  }

  std::string UserToken(std::set<Role> roles) const {
    Actor actor;
    actor.kind = Actor::Kind::kUser;
    actor.user = UserId::New(absl::Now());
    actor.division = "370481104";
    actor.roles = std::move(roles);
    return gateway_.Issue(actor, "session");
  }
  std::string ServiceToken() const { return intake_.IssueService(); }

  Server& server() { return *server_; }
  Router& router() { return router_; }
  Channel& channel() { return *channel_; }
  telemetry::Metrics& metrics() { return metrics_; }
  ManualClock& clock() { return clock_; }

 private:
  SystemClock real_clock_;
  ManualClock clock_{absl::FromUnixSeconds(1'555'200'000)};
  TrustedKeys trusted_;
  security::ActorIssuer gateway_ = trusted_.NewIssuer("gateway", real_clock_);
  security::ActorIssuer intake_ = trusted_.NewIssuer("intake", real_clock_);
  std::unique_ptr<security::ActorVerifier> verifier_ =
      security::ActorVerifier::Load(trusted_.path(), real_clock_).value();
  telemetry::Metrics metrics_;
  std::unique_ptr<Executor> executor_ =
      std::make_unique<Executor>(ExecutorOptions{.threads = 1, .queue_per_lane = 1}, metrics_);
  Router router_{*verifier_, *executor_, clock_, metrics_};
  std::vector<grpc::Service*> services_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<Channel> channel_;
};

// The rule that refused, or the code's name where none did.
inline std::string RuleOf(const absl::Status& status) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  return refusal.has_value() ? refusal->rule : absl::StatusCodeToString(status.code());
}

}  // namespace hecha::rpc
