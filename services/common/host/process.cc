#include "services/common/host/process.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/host/process_rpc.h"
#include "services/common/host/signals.h"
#include "services/common/security/signing.h"
#include "services/common/telemetry/log.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}

namespace hecha::host {
namespace {

using telemetry::Level;
using telemetry::Log;

constexpr absl::Duration kDatabaseRetry = absl::Milliseconds(500);
constexpr absl::Duration kReadinessPeriod = absl::Seconds(1);
constexpr absl::Duration kDiskPeriod = absl::Seconds(1);
constexpr absl::Duration kKeyRotationPeriod = absl::Seconds(5);
// What stopping may take beyond the drain: the relay's batch, timers, connections.
constexpr absl::Duration kStopMargin = absl::Seconds(15);

// Tokens, leases and deadlines live in real time: peers do not share --clock_offset.
const Clock& RealClock() {
  static const SystemClock clock;
  return clock;
}

Peers OpenPeers(const Settings& settings) {
  Peers peers;
  for (const auto& [name, address] : settings.peers)
    peers[name] = rpc::Channel::Open(address, settings.tls.has_value() ? &*settings.tls : nullptr);
  return peers;
}

}  // namespace

struct Process::Keys {
  std::unique_ptr<security::Keyring> keyring;
  std::unique_ptr<security::ActorVerifier> verifier;
  security::SigningKey own;
};

std::vector<db::MigrationSet> Migrations(const ServiceSpec& spec) {
  return {events::kMigrations, security::kMigrations, spec.migrations};
}

absl::StatusOr<std::unique_ptr<db::Database>> OpenDatabase(const Settings& settings,
                                                           telemetry::Metrics& metrics) {
  const absl::Time limit = absl::Now() + settings.database_wait;
  while (true) {
    absl::StatusOr<std::unique_ptr<db::Database>> database =
        db::Database::Open(settings.database, metrics);
    if (!absl::IsUnavailable(database.status()) || absl::Now() >= limit) return database;
    if (AwaitStopSignal(kDatabaseRetry))
      return absl::CancelledError("asked to leave while waiting for the database");
  }
}

absl::StatusOr<std::unique_ptr<Process>> Process::Create(const ServiceSpec& spec,
                                                         const Settings& settings) {
  Keys keys;
  ASSIGN_OR_RETURN(keys.keyring, security::Keyring::Load(settings.keyring));
  ASSIGN_OR_RETURN(keys.own, security::SigningKey::Load(settings.actor_key));
  ASSIGN_OR_RETURN(keys.verifier,
                   security::ActorVerifier::Load(settings.trusted_keys, RealClock()));

  ASSIGN_OR_RETURN(MovableClock clock, MovableClock::Open(RealClock(), settings.clock_offset_file));
  auto metrics = std::make_unique<telemetry::Metrics>();
  ASSIGN_OR_RETURN(std::unique_ptr<db::Database> database, OpenDatabase(settings, *metrics));
  RETURN_IF_ERROR(db::CheckMigrated(*database, Migrations(spec)));
  return std::unique_ptr<Process>(new Process(spec, settings, std::move(clock), std::move(keys),
                                              std::move(metrics), std::move(database)));
}

Process::Process(const ServiceSpec& spec, const Settings& settings, MovableClock clock, Keys keys,
                 std::unique_ptr<telemetry::Metrics> metrics,
                 std::unique_ptr<db::Database> database)
    : spec_(spec),
      settings_(settings),
      movable_clock_(std::move(clock)),
      clock_(movable_clock_, settings.clock_offset),
      metrics_(std::move(metrics)),
      database_(std::move(database)),
      keyring_(std::move(keys.keyring)),
      verifier_(std::move(keys.verifier)),
      issuer_(spec.name, std::move(keys.own), RealClock()),
      peers_(OpenPeers(settings)),
      executor_(std::make_unique<rpc::Executor>(rpc::ExecutorOptions{.threads = settings.Threads()},
                                                *metrics_)),
      journal_(spec.name, *database_, *keyring_, spec.subscriptions),
      inbox_(*database_, clock_),
      router_(*verifier_, *executor_, clock_, *metrics_),
      relay_(*database_, *keyring_, spec.subscriptions, DeliverTo(peers_, issuer_), RealClock(),
             *metrics_),
      key_rotation_(*database_, *keyring_, *metrics_),
      disk_guard_(*database_, *metrics_, settings.database_disk, settings.disk_reserve),
      context_(MakeContext()) {
  journal_.OnCommit([this](events::Fresh fresh) { relay_.Wake(std::move(fresh)); });
}

Context Process::MakeContext() {
  return {
      .clock = clock_,
      .database = *database_,
      .keyring = *keyring_,
      .journal = journal_,
      .inbox = inbox_,
      .router = router_,
      .executor = *executor_,
      .issuer = issuer_,
      .metrics = *metrics_,
      .peer = [this](const std::string& name) -> absl::StatusOr<std::shared_ptr<rpc::Channel>> {
        const auto peer = peers_.find(name);
        if (peer == peers_.end()) return absl::NotFoundError(fmt::format("no --peer {}", name));
        return peer->second;
      },
      .self = [this] { return server_->InProcess(); },
      .every =
          [this](std::string name, absl::Duration period, std::function<void()> work) {
            periodic_.Add(std::move(name), period, std::move(work));
          },
      .on_start = [this](auto start) { on_start_.push_back(std::move(start)); },
      .on_stop = [this](auto stop) { on_stop_.push_back(std::move(stop)); },
  };
}

absl::Status Process::Serve() {
  absl::Status started = Start();
  if (started.ok()) {
    AwaitStopSignal();
    Log(Level::kInfo, "stopping", "");
  }
  // Also after half a start: whatever runs by then is stopped in order.
  Stop();
  return started;
}

absl::Status Process::CheckPeers() const {
  std::vector<std::string> missing;
  for (const events::Subscription& subscription : spec_.subscriptions) {
    if (!peers_.contains(subscription.subscriber)) missing.push_back(subscription.subscriber);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("subscribers without a --peer: {}", fmt::join(missing, ", ")));
}

absl::Status Process::Start() {
  RETURN_IF_ERROR(CheckPeers());
  // One of an earlier run would announce ports that nobody listens on.
  if (!settings_.port_file.empty()) std::remove(settings_.port_file.c_str());
  RegisterEventSink(router_, inbox_);
  RegisterProcessRpc(router_, spec_.name, spec_.subscriptions, *database_, *keyring_);
  ASSIGN_OR_RETURN(service_, spec_.build(context_));
  ASSIGN_OR_RETURN(const std::vector<grpc::Service*> services, router_.Build());
  ASSIGN_OR_RETURN(const int metrics_port, metrics_->Expose(settings_.metrics_listen));
  ASSIGN_OR_RETURN(server_, rpc::Server::Start({settings_.listen, settings_.tls}, services));

  std::vector<Context::Port> ports = {{"rpc", server_->port()}, {"metrics", metrics_port}};
  for (const auto& start : on_start_) {
    ASSIGN_OR_RETURN(const std::vector<Context::Port> more, start());
    ports.insert(ports.end(), more.begin(), more.end());
  }
  relay_.Start();
  periodic_.Add("readiness", kReadinessPeriod, [this] { CheckReadiness(); });
  periodic_.Add("disk", kDiskPeriod, [this] { disk_guard_.Check(); });
  periodic_.Add("key.rotation", kKeyRotationPeriod, [this] { key_rotation_.Run(); });
  periodic_.Start();
  return Announce(std::move(ports));
}

absl::Status Process::Announce(std::vector<Context::Port> ports) const {
  std::vector<std::string> members;
  for (const Context::Port& port : ports)
    members.push_back(fmt::format("\"{}\":{}", port.name, port.port));
  const std::string json = fmt::format("{{{}}}", fmt::join(members, ","));
  Log(Level::kInfo, "serving", "", {{"ports", json}});
  if (settings_.port_file.empty()) return absl::OkStatus();

  // Renamed into place, so that whoever waits for the file never reads half of it.
  const std::string draft = settings_.port_file + ".new";
  std::ofstream(draft) << json << "\n";
  if (std::rename(draft.c_str(), settings_.port_file.c_str()) != 0)
    return absl::UnavailableError(fmt::format("--port_file: cannot write {}", settings_.port_file));
  return absl::OkStatus();
}

void Process::CheckReadiness() {
  // A busy pool is no outage: only a database that is away takes the process out of service.
  const bool ready = !absl::IsUnavailable(database_->Ping());
  if (ready != ready_)
    Log(ready ? Level::kInfo : Level::kWarning, ready ? "ready" : "not ready: no database", "");
  ready_ = ready;
  server_->SetServing(ready);
}

void Process::Stop() {
  watchdog_.emplace(settings_.drain + kStopMargin);
  // Readiness first, or it would report SERVING again.
  periodic_.Stop();
  if (server_ != nullptr) server_->SetServing(false);
  // Edges before the core: while they drain, gRPC still answers them.
  for (auto stop = on_stop_.rbegin(); stop != on_stop_.rend(); ++stop) (*stop)();
  router_.Retire();
  if (server_ != nullptr) server_->Shutdown(settings_.drain);
  // Its threads may still be leaving the last handlers.
  executor_.reset();
  service_.reset();
}

}  // namespace hecha::host
