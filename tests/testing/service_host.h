// A service as its process would run it, on a real database and behind a real gRPC server: what
// host::Main puts together, with a clock that stands still and timers that the test turns.
//
//   ServiceHost host({.name = "intake", .migrations = intake::kMigrations, .build =
//   intake::Build}); host.Ask<Lead>(clerk, "hecha.intake.v1.LeadService/CreateLead", request);
//
// The other services are played by Deliver; what this one tells them is read by Outbox.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/events/sealed_payload.h"
#include "services/common/events/timestamp.h"
#include "services/common/host/host.h"
#include "services/common/rpc/server.h"
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

namespace hecha {

// 西岗镇, 2019-04-15 in China: where and when the tests take place.
inline constexpr char kTown[] = "370481104";
inline constexpr char kNextTown[] = "370481105";
inline constexpr char kCity[] = "370481";
inline const absl::Time kStart = absl::FromUnixSeconds(1'555'257'600);

// A signed-in user of a unit of its own.
inline Actor User(std::set<Role> roles, const std::string& division = kTown) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(absl::Now());
  actor.unit = UnitId::New(absl::Now());
  actor.division = division;
  actor.roles = std::move(roles);
  return actor;
}

// An envelope of `payload`, as `source` would deliver it.
inline events::v1::Envelope EnvelopeOf(const std::string& source, const std::string& aggregate,
                                       Uuid aggregate_id, int64_t version,
                                       const google::protobuf::Message& payload,
                                       const std::string& division = kTown) {
  events::v1::Envelope envelope;
  envelope.set_id(Uuid::V7(absl::Now()).ToString());
  envelope.set_source(source);
  envelope.set_type(payload.GetDescriptor()->full_name());
  envelope.set_aggregate(aggregate);
  envelope.set_aggregate_id(aggregate_id.ToString());
  envelope.set_aggregate_version(version);
  envelope.set_division(division);
  events::SetTimestamp(kStart, envelope.mutable_occurred_at());
  envelope.set_payload(payload.SerializeAsString());
  return envelope;
}

class ServiceHost {
 public:
  struct Spec {
    std::string name;
    db::MigrationSet migrations;
    std::function<std::shared_ptr<void>(host::Context&)> build;
  };

  explicit ServiceHost(Spec spec) : ServiceHost(std::move(spec), std::make_shared<Premises>()) {}

  // Another process of the same service: the same schema, keys and time.
  explicit ServiceHost(const ServiceHost& first) : ServiceHost(first.spec_, first.premises_) {}

  // The executor's threads may still be leaving the last call.
  ~ServiceHost() {
    server_.reset();
    executor_.reset();
  }

  // Calls `method` as `actor`.
  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, std::string_view method,
                               const Request& request) {
    Response response;
    rpc::CallOptions options;
    if (actor.kind != Actor::Kind::kCitizen) options.actor_token = gateway_.Issue(actor, "session");
    options.deadline = absl::Now() + absl::Seconds(25);
    RETURN_IF_ERROR(channel_->Unary(method, request, response, options));
    return response;
  }

  // Delivers one envelope as its source would; returns the verdict.
  events::v1::DeliveryResult::Verdict Deliver(const events::v1::Envelope& envelope) {
    Call call;
    call.actor.kind = Actor::Kind::kService;
    call.actor.service = envelope.source();
    call.deadline = Soon();
    events::v1::DeliverRequest request;
    *request.add_envelopes() = envelope;
    const events::v1::DeliverResponse response = inbox_.Deliver(call, request);
    last_reason_ = response.results(0).reason();
    return response.results(0).verdict();
  }
  // Why the last delivery was not handled.
  const std::string& last_reason() const { return last_reason_; }

  // Runs the work that the service asked to have done every so often.
  void Turn(const std::string& timer) { timers_.at(timer)(); }

  // What /metrics would show.
  std::string MetricsText() const { return metrics_.Text(); }

  // What an outbox row says.
  struct Told {
    std::string type;
    std::string action;
    Uuid aggregate_id;
    int64_t version = 0;
    std::string payload;
  };

  // Every event of this service so far, in order, but those whose payload was erased.
  std::vector<Told> Outbox() {
    std::vector<Told> told;
    EXPECT_OK(database_->Read(Soon(), [&](db::Transaction& transaction) {
      told.clear();
      return transaction.Query(
          "SELECT id, type, action, aggregate_id, aggregate_version, sealed FROM outbox "
          "ORDER BY seq",
          [&](const db::Row& row) {
            if (row.Text(5).empty()) return;  // erased
            absl::StatusOr<events::OpenPayload> open =
                events::UnsealPayload(*premises_->keyring, row.Id(0), row.Text(5));
            EXPECT_OK(open);
            told.push_back({row.Text(1), row.Text(2), row.Id(3), row.Int(4),
                            open.ok() ? open->payload : std::string()});
          });
    }));
    return told;
  }

  // The events of type `Payload` among them.
  template <class Payload>
  std::vector<Payload> Payloads() {
    std::vector<Payload> payloads;
    for (const Told& told : Outbox()) {
      if (told.type != Payload::descriptor()->full_name()) continue;
      payloads.emplace_back();
      EXPECT_TRUE(payloads.back().ParseFromString(told.payload));
    }
    return payloads;
  }

  int64_t Count(const std::string& sql) {
    int64_t count = -1;
    EXPECT_OK(database_->Read(Soon(), [&](db::Transaction& transaction) {
      return transaction.QueryParams(sql, [&](const db::Row& row) { count = row.Int(0); }, {});
    }));
    return count;
  }

  // "table.column" of every column of the schema that holds `text`.
  std::vector<std::string> ColumnsHolding(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> columns;
    EXPECT_OK(database_->Read(Soon(), [&](db::Transaction& transaction) {
      columns.clear();
      return transaction.Query(
          "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ?",
          [&](const db::Row& row) { columns.emplace_back(row.Text(0), row.Text(1)); },
          premises_->schema);
    }));
    EXPECT_GT(columns.size(), 20u);
    std::vector<std::string> holding;
    for (const auto& [table, column] : columns) {
      EXPECT_OK(database_->Read(Soon(), [&](db::Transaction& transaction) {
        return transaction.QueryParams(
            fmt::format("SELECT COUNT(*) FROM `{}` WHERE LOCATE(CAST(? AS BINARY), CAST(`{}` AS "
                        "BINARY)) > 0",
                        table, column),
            [&](const db::Row& row) {
              if (row.Int(0) > 0) holding.push_back(table + "." + column);
            },
            {db::ToParam(text)});
      }));
    }
    return holding;
  }

  // One statement past every rule, as somebody with the database's password would.
  void Tamper(const std::string& sql) {
    EXPECT_OK(database_->Transact(Soon(), [&](db::Transaction& transaction) {
      return transaction.ExecuteParams(sql, {}).status();
    }));
  }

  db::Database& database() { return *database_; }
  // For a part of the service that a test puts together by itself.
  events::Journal& journal() { return journal_; }
  const security::Keyring& keyring() const { return *premises_->keyring; }
  ManualClock& clock() { return premises_->clock; }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(25); }

 private:
  // What outlives a process.
  struct Premises {
    const std::string schema = MariaDb::Shared().NewSchema();
    const std::unique_ptr<security::Keyring> keyring = security::Keyring::Ephemeral();
    ManualClock clock{kStart};
  };

  ServiceHost(Spec spec, std::shared_ptr<Premises> premises)
      : spec_(std::move(spec)), premises_(std::move(premises)) {
    host::Context context{
        premises_->clock,
        *database_,
        *premises_->keyring,
        journal_,
        inbox_,
        router_,
        *executor_,
        gateway_,
        metrics_,
        [](const std::string& name) -> absl::StatusOr<std::shared_ptr<rpc::Channel>> {
          return absl::NotFoundError(name);
        },
        [] { return nullptr; },
        [this](std::string name, absl::Duration, std::function<void()> work) {
          timers_[std::move(name)] = std::move(work);
        },
        [](auto) {},
        [](auto) {}};
    service_ = spec_.build(context);
    server_ = rpc::Server::Start({}, router_.Build().value()).value();
    channel_ = rpc::Channel::Open(fmt::format("127.0.0.1:{}", server_->port()));
  }

  security::ActorIssuer TrustedIssuer(const std::string& name) {
    const security::SigningKey key = security::SigningKey::Generate();
    EXPECT_OK(key.SavePublic(directory_.path() + "/" + name + ".pub"));
    return security::ActorIssuer(name, key, real_clock_);
  }

  const Spec spec_;
  const std::shared_ptr<Premises> premises_;
  std::string last_reason_;
  TemporaryDirectory directory_;
  SystemClock real_clock_;
  telemetry::Metrics metrics_;
  const std::unique_ptr<db::Database> database_ = MariaDb::Shared().Open(
      premises_->schema, {events::kMigrations, security::kMigrations, spec_.migrations});
  events::Journal journal_{spec_.name, *database_, *premises_->keyring, {{.subscriber = "other"}}};
  events::Inbox inbox_{*database_, premises_->clock};
  security::ActorIssuer gateway_ = TrustedIssuer("gateway");
  const std::unique_ptr<security::ActorVerifier> verifier_ =
      security::ActorVerifier::Load(directory_.path(), real_clock_).value();
  std::unique_ptr<rpc::Executor> executor_ =
      std::make_unique<rpc::Executor>(rpc::ExecutorOptions{.threads = 8}, metrics_);
  rpc::Router router_{*verifier_, *executor_, premises_->clock, metrics_};
  std::map<std::string, std::function<void()>> timers_;
  std::shared_ptr<void> service_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
};

}  // namespace hecha
