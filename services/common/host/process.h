// The parts of one service process and the order of their lives. Used by Main alone.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/events/relay.h"
#include "services/common/host/disk_guard.h"
#include "services/common/host/event_sink.h"
#include "services/common/host/host.h"
#include "services/common/host/movable_clock.h"
#include "services/common/host/periodic.h"
#include "services/common/host/settings.h"
#include "services/common/host/watchdog.h"
#include "services/common/rpc/server.h"
#include "services/common/security/key_rotation.h"

namespace hecha::host {

// Opens the database, waiting for it as long as the settings say. Cancelled if the process is
// asked to leave meanwhile.
absl::StatusOr<std::unique_ptr<db::Database>> OpenDatabase(const Settings& settings,
                                                           telemetry::Metrics& metrics);

// The spine's migrations and the service's, in the order in which they are applied.
std::vector<db::MigrationSet> Migrations(const ServiceSpec& spec);

class Process {
 public:
  // Reads keys and opens the database; FailedPrecondition if its schema is not the one that
  // this binary knows. Serves nothing yet. `spec` and `settings` must outlive the process.
  static absl::StatusOr<std::unique_ptr<Process>> Create(const ServiceSpec& spec,
                                                         const Settings& settings);

  Context& context() { return context_; }

  // Serves until SIGTERM, then stops in order.
  absl::Status Serve();

 private:
  struct Keys;

  Process(const ServiceSpec& spec, const Settings& settings, MovableClock clock, Keys keys,
          std::unique_ptr<telemetry::Metrics> metrics, std::unique_ptr<db::Database> database);

  Context MakeContext();
  absl::Status CheckPeers() const;
  absl::Status Start();
  absl::Status Announce(std::vector<Context::Port> ports) const;
  void CheckReadiness();
  void Stop();

  const ServiceSpec& spec_;
  const Settings& settings_;

  // In the order in which each needs those before it.
  std::optional<Watchdog> watchdog_;
  MovableClock movable_clock_;
  OffsetClock clock_;
  std::unique_ptr<telemetry::Metrics> metrics_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<security::Keyring> keyring_;
  std::unique_ptr<security::ActorVerifier> verifier_;
  security::ActorIssuer issuer_;
  Peers peers_;
  std::unique_ptr<rpc::Executor> executor_;
  events::Journal journal_;
  events::Inbox inbox_;
  rpc::Router router_;
  events::Relay relay_;
  security::KeyRotation key_rotation_;
  DiskGuard disk_guard_;
  Periodic periodic_;
  std::vector<std::function<absl::StatusOr<std::vector<Context::Port>>()>> on_start_;
  std::vector<std::function<void()>> on_stop_;
  Context context_;
  std::shared_ptr<void> service_;
  std::unique_ptr<rpc::Server> server_;
  bool ready_ = false;
};

}  // namespace hecha::host
