#include "tests/testing/mariadb.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/free_port.h"

namespace hecha {
namespace {

[[noreturn]] void Die(const std::string& what) {
  fprintf(stderr, "private MariaDB: %s\n", what.c_str());
  abort();
}

void DieUnless(const absl::Status& status, const char* what) {
  if (!status.ok()) Die(std::string(what) + ": " + status.ToString());
}

std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The server refuses to run as root unless it is told to.
void AppendUser(std::vector<std::string>& arguments) {
  if (geteuid() == 0) arguments.push_back("--user=root");
}

}  // namespace

MariaDb& MariaDb::Shared() {
  static MariaDb server;
  return server;
}

MariaDb::MariaDb() : socket_(directory_.path() + "/socket") {
  Install();
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = FreePort();
    if (Start()) return;
  }
  Die(FileText(directory_.path() + "/log"));
}

MariaDb::~MariaDb() = default;

void MariaDb::Install() {
  std::vector<std::string> arguments = {"mariadb-install-db",
                                        "--no-defaults",
                                        "--skip-test-db",
                                        "--skip-name-resolve",
                                        "--innodb-log-file-size=8M",
                                        "--innodb-buffer-pool-size=16M",
                                        "--innodb-flush-log-at-trx-commit=0",
                                        "--auth-root-authentication-method=normal",
                                        "--tmpdir=" + directory_.path(),
                                        "--datadir=" + directory_.path() + "/data"};
  AppendUser(arguments);
  absl::StatusOr<ProcessResult> result = RunProcess(arguments);
  DieUnless(result.status(), "install");
  if (result->exit_code != 0) Die(result->output);
}

bool MariaDb::Start() {
  // A directory of its own for temporary tables: a server that starts deletes those that it
  // finds, and in /tmp they are another server's.
  std::vector<std::string> arguments = {"mariadbd",
                                        "--no-defaults",
                                        "--datadir=" + directory_.path() + "/data",
                                        "--tmpdir=" + directory_.path(),
                                        "--socket=" + socket_,
                                        "--pid-file=" + directory_.path() + "/pid",
                                        "--bind-address=127.0.0.1",
                                        "--port=" + std::to_string(port_),
                                        "--skip-name-resolve",
                                        "--character-set-server=utf8mb4",
                                        "--innodb-flush-log-at-trx-commit=1",
                                        "--innodb-rollback-on-timeout=1",
                                        "--innodb-log-file-size=8M",
                                        "--innodb-buffer-pool-size=32M",
                                        "--key-buffer-size=1M",
                                        "--aria-pagecache-buffer-size=1M",
                                        "--local-infile=0",
                                        "--max-connections=200",
                                        "--performance-schema=0"};
  AppendUser(arguments);
  ProcessOptions options;
  options.arguments = std::move(arguments);
  options.output_file = directory_.path() + "/log";
  absl::StatusOr<std::unique_ptr<RunningProcess>> server =
      RunningProcess::Start(std::move(options));
  DieUnless(server.status(), "start");
  server_ = *std::move(server);

  db::DatabaseOptions probe = Options("");
  probe.pool_size = 1;
  for (const absl::Time deadline = absl::Now() + absl::Seconds(60); absl::Now() < deadline;) {
    if (!server_->Running()) return false;
    if (access(socket_.c_str(), F_OK) == 0 && db::Database::Open(probe, metrics_).ok()) return true;
    absl::SleepFor(absl::Milliseconds(20));
  }
  Die("no answer within a minute");
}

db::DatabaseOptions MariaDb::Options(const std::string& schema) const {
  db::DatabaseOptions options;
  options.port = port_;
  options.socket = socket_;
  options.user = "root";
  options.schema = schema;
  return options;
}

std::string MariaDb::NewSchema() {
  static std::atomic<int> count = 0;
  std::string schema = "test_" + std::to_string(++count);
  Execute("CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
  return schema;
}

std::unique_ptr<db::Database> MariaDb::Open(const std::string& schema,
                                            std::initializer_list<db::MigrationSet> sets) {
  absl::StatusOr<std::unique_ptr<db::Database>> database =
      db::Database::Open(Options(schema), metrics_);
  DieUnless(database.status(), "open");
  if (sets.size() > 0) {
    DieUnless(db::Migrate(**database, std::vector<db::MigrationSet>(sets)), "migrate");
  }
  return *std::move(database);
}

void MariaDb::Execute(std::string_view sql) {
  db::DatabaseOptions options = Options("");
  options.pool_size = 1;
  telemetry::Metrics unseen;
  absl::StatusOr<std::unique_ptr<db::Database>> database = db::Database::Open(options, unseen);
  DieUnless(database.status(), "administrator");
  DieUnless((*database)->Transact(absl::Now() + absl::Seconds(60),
                                  [&](db::Transaction& transaction) {
                                    return transaction.ExecuteParams(sql, {}).status();
                                  }),
            std::string(sql).c_str());
}

void MariaDb::Stop() {
  server_->Signal(SIGTERM);
  DieUnless(server_->Wait(absl::Seconds(60)).status(), "stop");
}

void MariaDb::Kill() {
  server_->Signal(SIGKILL);
  DieUnless(server_->Wait(absl::Seconds(60)).status(), "kill");
}

void MariaDb::Pause() { server_->Signal(SIGSTOP); }

void MariaDb::Resume() { server_->Signal(SIGCONT); }

void MariaDb::Restart() {
  if (server_->Running()) Stop();
  unlink(socket_.c_str());  // A killed server leaves it behind, and the wait is for a new one.
  if (!Start()) Die(FileText(directory_.path() + "/log"));
}

}  // namespace hecha
