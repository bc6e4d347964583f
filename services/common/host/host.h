// A Host is one service process: it owns what every service needs and starts and stops it in
// the right order.
//
//   hecha-NAME migrate              applies the schema and leaves
//   hecha-NAME serve                checks the schema, serves until SIGTERM, drains, leaves
//   hecha-NAME parked               lists the events that subscribers refused
//   hecha-NAME parked retry ID…     offers these again
//   hecha-NAME keys                 says what each line of the key file is still used for
//
// and the service's own commands. Flags, also from a --flagfile, stand in host/settings.cc;
// --help lists them.
//
// Files under --key_dir: `actor.key` is this process's own signing key, `trusted/NAME.pub` are
// the keys of its peers, `keyring` seals columns. A line added to `keyring` is used within
// seconds, and moves the data keys to it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"
#include "services/common/db/migration.h"
#include "services/common/events/inbox.h"
#include "services/common/events/journal.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/executor.h"
#include "services/common/rpc/router.h"
#include "services/common/security/actor_token.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::host {

// What a service may use while it is set up; all but the functions outlives the service.
struct Context {
  // What the service takes for the present: real time plus --clock_offset.
  const Clock& clock;
  db::Database& database;
  const security::Keyring& keyring;
  events::Journal& journal;
  events::Inbox& inbox;
  rpc::Router& router;
  rpc::Executor& executor;
  // Vouches for actors in this process's name; in real time, as its peers verify it.
  const security::ActorIssuer& issuer;
  telemetry::Metrics& metrics;
  // The peer that --peer names. NotFound if none does.
  std::function<absl::StatusOr<std::shared_ptr<rpc::Channel>>(const std::string& name)> peer;
  // A channel to this process's own services; from `on_start` on, released in `on_stop`.
  std::function<std::shared_ptr<grpc::Channel>()> self;
  // Runs `work` every `period` on a thread of its own while the host serves; one at a time.
  std::function<void(std::string name, absl::Duration period, std::function<void()> work)> every;
  // Calls `start` once the process serves gRPC, before it is reported ready; an error ends the
  // process. It returns the ports it listens on, {"http", 8080}, for --port_file.
  struct Port {
    std::string name;
    int port;
  };
  std::function<void(std::function<absl::StatusOr<std::vector<Port>>()> start)> on_start;
  // Calls `stop` when the process was asked to leave, before gRPC drains; in reverse order.
  std::function<void(std::function<void()> stop)> on_stop;
};

// A command beside `serve` that a service offers: "hecha-supervision reconcile".
struct Command {
  std::string name;
  std::function<absl::Status(Context&, const std::vector<std::string>& arguments)> run;
};

struct ServiceSpec {
  std::string name;
  db::MigrationSet migrations;
  // Who is told of this service's events.
  std::vector<events::Subscription> subscriptions = {};
  // Builds stores and services and registers handlers. The returned object is kept until
  // the last call is done.
  std::function<absl::StatusOr<std::shared_ptr<void>>(Context&)> build;
  std::vector<Command> commands = {};
};

// Runs the process; returns main's exit code.
int Main(int argc, char** argv, const ServiceSpec& spec);

}  // namespace hecha::host
