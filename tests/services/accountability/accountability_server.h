// The accountability service on a real database, behind a real gRPC server, with its own
// relay; the other services are played by Deliver.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/accountability/accountability.h"
#include "services/accountability/evidence_rpc.h"
#include "services/accountability/evidence_service.h"
#include "services/accountability/inbox.h"
#include "services/accountability/proceeding_rpc.h"
#include "services/accountability/proceeding_service.h"
#include "services/common/events/relay.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/rpc/server.h"
#include "services/common/security/actor_token.h"
#include "services/common/security/signing.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}

namespace hecha::accountability {

inline constexpr char kTown[] = "370481104";

class AccountabilityServer {
 public:
  AccountabilityServer() {
    RegisterEvidenceRpc(router_, *evidence_);
    RegisterProceedingRpc(router_, proceedings_);
    RegisterInbox(inbox_, *evidence_, proceedings_);
    journal_.OnCommit([this](events::Fresh fresh) { relay_.Wake(std::move(fresh)); });
    relay_.Start();
    server_ = rpc::Server::Start({}, router_.Build().value()).value();
    channel_ = rpc::Channel::Open(fmt::format("127.0.0.1:{}", server_->port()));
  }

  // The executor's threads may still be leaving the last call.
  ~AccountabilityServer() {
    server_.reset();
    executor_.reset();
  }

  // Calls "EvidenceService/GetCheckpoint" and the like as `actor`.
  template <class Response, class Request>
  absl::StatusOr<Response> Call(const Actor& actor, const std::string& method,
                                const Request& request) {
    Response response;
    rpc::CallOptions options;
    options.actor_token = gateway_.Issue(actor, "session");
    options.deadline = absl::Now() + absl::Seconds(20);
    RETURN_IF_ERROR(
        channel_->Unary("hecha.accountability.v1." + method, request, response, options));
    return response;
  }

  // Delivers one envelope as its source would; returns the verdict.
  events::v1::DeliveryResult::Verdict Deliver(const events::v1::Envelope& envelope) {
    events::v1::DeliverRequest request;
    *request.add_envelopes() = envelope;
    return inbox_.Deliver(ServiceCall(envelope.source()), request).results(0).verdict();
  }

  static hecha::Call ServiceCall(const std::string& service) {
    hecha::Call call;
    call.actor.kind = Actor::Kind::kService;
    call.actor.service = service;
    call.deadline = absl::Now() + absl::Seconds(20);
    return call;
  }

  // A signed-in user of a unit of its own.
  static Actor User(std::set<Role> roles, const std::string& division = kTown) {
    Actor actor;
    actor.kind = Actor::Kind::kUser;
    actor.user = UserId::New(absl::Now());
    actor.unit = UnitId::New(absl::Now());
    actor.division = division;
    actor.roles = std::move(roles);
    return actor;
  }

  EvidenceService& evidence() { return *evidence_; }
  db::Database& database() { return *database_; }
  telemetry::Metrics& metrics() { return metrics_; }
  ManualClock& clock() { return clock_; }
  const std::string& schema() const { return schema_; }
  EvidenceOptions evidence_options() const {
    return {"hecha/test", directory_.path() + "/evidence.key"};
  }

 private:
  security::ActorIssuer TrustedIssuer(const std::string& name) {
    const security::SigningKey key = security::SigningKey::Generate();
    EXPECT_OK(key.SavePublic(directory_.path() + "/" + name + ".pub"));
    return security::ActorIssuer(name, key, real_clock_);
  }

  TemporaryDirectory directory_;
  SystemClock real_clock_;
  ManualClock clock_{absl::FromUnixSeconds(1'556'000'000)};
  telemetry::Metrics metrics_;
  const std::string schema_ = MariaDb::Shared().NewSchema();
  const std::unique_ptr<db::Database> database_ = MariaDb::Shared().Open(
      schema_, {events::kMigrations, security::kMigrations, accountability::kMigrations});
  const std::unique_ptr<security::Keyring> keyring_ = security::Keyring::Ephemeral();
  const std::vector<events::Subscription> subscriptions_ = {
      {.subscriber = "accountability", .types = {}, .evidence_only = true}};
  events::Journal journal_{"accountability", *database_, *keyring_, subscriptions_};
  events::Inbox inbox_{*database_, clock_};
  security::ActorIssuer gateway_ = TrustedIssuer("gateway");
  const std::unique_ptr<security::ActorVerifier> verifier_ =
      security::ActorVerifier::Load(directory_.path(), real_clock_).value();
  std::unique_ptr<rpc::Executor> executor_ =
      std::make_unique<rpc::Executor>(rpc::ExecutorOptions{.threads = 4}, metrics_);
  rpc::Router router_{*verifier_, *executor_, clock_, metrics_};
  const std::unique_ptr<EvidenceService> evidence_ =
      EvidenceService::Open(*database_, metrics_, evidence_options()).value();
  ProceedingService proceedings_{journal_, ProceedingStore(*keyring_)};
  events::Relay relay_{*database_,
                       *keyring_,
                       subscriptions_,
                       [this](const std::string&, const events::v1::DeliverRequest& request)
                           -> absl::StatusOr<events::v1::DeliverResponse> {
                         return inbox_.Deliver(ServiceCall("accountability"), request);
                       },
                       real_clock_,
                       metrics_};
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
};

// What `source` leaves behind when version `version` of its aggregate is made.
inline events::v1::Envelope SampleEnvelope(const std::string& source, Uuid aggregate_id,
                                           int64_t version, const std::string& division = kTown) {
  events::v1::Envelope envelope;
  envelope.set_id(Uuid::V7(absl::Now()).ToString());
  envelope.set_source(source);
  envelope.set_type("hecha.intake.v1.LeadProgressed");
  envelope.set_aggregate("lead");
  envelope.set_aggregate_id(aggregate_id.ToString());
  envelope.set_aggregate_version(version);
  envelope.set_division(division);
  events::SetTimestamp(absl::FromUnixMicros(1'556'000'000'000'001), envelope.mutable_occurred_at());
  events::v1::Audit& audit = *envelope.mutable_audit();
  audit.set_actor_id(Uuid::V7(absl::Now()).ToString());
  audit.set_actor_unit_id(Uuid::V7(absl::Now()).ToString());
  audit.set_action("lead.progress");
  audit.set_commitment(security::RandomBytes(32));
  return envelope;
}

}  // namespace hecha::accountability
