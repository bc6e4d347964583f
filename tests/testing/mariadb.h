// A private MariaDB server for the tests of one program.
//
//   class LeadStoreTest : public testing::Test {
//    protected:
//     std::unique_ptr<db::Database> database_ =
//         MariaDb::Shared().Open({events::kMigrations, intake::kMigrations});
//   };
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "services/common/db/database.h"
#include "services/common/db/migration.h"
#include "services/common/telemetry/metrics.h"
#include "tests/testing/running_process.h"
#include "tests/testing/temporary_directory.h"

namespace hecha {

// A real server with its own data directory, unix socket and loopback port. It commits as
// durably as in production, on small buffers. It is killed and its data removed when the
// program ends, by a crash or a kill as well. Failures to start abort: no test can go on.
//
// Safe for concurrent use, except for Stop, Kill, Pause, Resume and Restart.
class MariaDb {
 public:
  // The server of this program, started when the first test asks for it.
  static MariaDb& Shared();

  // A server of the caller's own, for tests that kill it.
  MariaDb();
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

  // Creates an empty schema and returns its name; no two calls return the same one.
  std::string NewSchema();

  // How to reach `schema`, through the socket and with every privilege.
  db::DatabaseOptions Options(const std::string& schema) const;

  // Opens `schema` with `sets` applied.
  std::unique_ptr<db::Database> Open(const std::string& schema,
                                     std::initializer_list<db::MigrationSet> sets = {});

  // The same on a new schema.
  std::unique_ptr<db::Database> Open(std::initializer_list<db::MigrationSet> sets = {}) {
    return Open(NewSchema(), sets);
  }

  // Runs one statement as an administrator, on a connection of its own: KILL, SET GLOBAL.
  void Execute(std::string_view sql);

  // Shuts the server down in order; SIGKILL, as a crash would; SIGSTOP, as a lost network
  // would; SIGCONT.
  void Stop();
  void Kill();
  void Pause();
  void Resume();
  // Starts the server again on the same data, socket and port, and waits until it answers.
  void Restart();

  int port() const { return port_; }
  const std::string& socket() const { return socket_; }
  // What the databases that Open() returned report.
  telemetry::Metrics& metrics() { return metrics_; }

 private:
  void Install();
  // False if the server gave up, as it does when its port was taken.
  bool Start();

  TemporaryDirectory directory_;
  std::string socket_;
  int port_ = 0;
  telemetry::Metrics metrics_;
  std::unique_ptr<RunningProcess> server_;
};

}  // namespace hecha
