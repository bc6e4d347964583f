// A Host is one service process: it owns what every service needs and starts and stops it in
// the right order.
//
//   hecha-NAME migrate   applies the schema and leaves
//   hecha-NAME serve     checks the schema, serves until SIGTERM, drains, leaves
//
// Flags (also from a --flagfile): --listen, --metrics_listen, --db_host/--db_port/--db_socket/
// --db_user/--db_password_file/--db_schema/--db_tls_ca, --pool_size, --key_dir, --keyring,
// --peer NAME=ADDRESS (repeatable, comma-separated), --tls_ca/--tls_cert/--tls_key.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"
#include "services/common/db/migration.h"
#include "services/common/events/inbox.h"
#include "services/common/events/journal.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/router.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::host {

// What a service may use while it is set up; all of it outlives the service.
struct Context {
  const Clock& clock;
  db::Database& database;
  const security::Keyring& keyring;
  events::Journal& journal;
  events::Inbox& inbox;
  rpc::Router& router;
  telemetry::Metrics& metrics;
  // Runs `work` every `period` on a thread of its own until the host stops; one at a time.
  std::function<void(std::string name, absl::Duration period, std::function<void()> work)> every;
};

struct ServiceSpec {
  std::string name;
  db::MigrationSet migrations;
  // Who is told of this service's events.
  std::vector<events::Subscription> subscriptions;
  // Builds stores and services and registers handlers. The returned object is kept until
  // the process ends.
  std::function<std::shared_ptr<void>(Context&)> build;
};

// Runs the process; returns main's exit code.
int Main(int argc, char** argv, const ServiceSpec& spec);

}  // namespace hecha::host
