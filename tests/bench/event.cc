// How fast events come from intake's outbox to other services' inboxes while reports are filed, and
// how late: from the moment that an event tells of to the moment that its handler ran. The limit
// beside it is the same number of inbox rows as a program that has nothing else to do writes them.
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <fmt/format.h>

#include <chrono>
#include <string>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"
#include "services/common/telemetry/metrics.h"
#include "tests/bench/backlog.h"
#include "tests/bench/http_load.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"

ABSL_FLAG(int, connections, 16, "concurrent registrations");
ABSL_FLAG(double, seconds, 10, "how long reports are filed");
ABSL_FLAG(double, drain, 60, "how long the last events are waited for at most");

namespace hecha::bench {
namespace {

constexpr double kWarmup = 2;
constexpr const char* kSubscribers[] = {"supervision", "accountability"};
// As many events as the relay sends at once.
constexpr size_t kBatch = 256;

Measurement File(const Suite& suite, double seconds, int64_t first) {
  return RunHttpLoad({.host = suite.host(),
                      .port = suite.PortOf("http"),
                      .connections = absl::GetFlag(FLAGS_connections),
                      .duration = std::chrono::duration<double>(seconds),
                      .call = [&](int64_t n) -> HttpCall {
                        return {"/v1/reports", DistinctReport(first + n, kTown)};
                      }});
}

struct Arrivals {
  Measurement lags;
  // From the first that was handled to the last.
  double seconds = 0;
};

// The leads' registrations with an outbox number beyond `after` that `subscriber` has handled.
Arrivals ArrivalsAt(sql::Connection& connection, const std::string& subscriber, int64_t after) {
  const std::unique_ptr<sql::Statement> statement(connection.createStatement());
  const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(fmt::format(
      "SELECT TIMESTAMPDIFF(MICROSECOND, o.occurred_at, i.handled_at), "
      "TIMESTAMPDIFF(MICROSECOND, '2019-01-01', i.handled_at) FROM hecha_intake.outbox o "
      "JOIN hecha_{}.inbox i ON i.id = o.id WHERE o.seq > {} AND "
      "o.type = 'hecha.intake.v1.LeadRegistered'",
      subscriber, after)));
  Arrivals arrivals;
  int64_t first = INT64_MAX;
  int64_t last = 0;
  while (result->next()) {
    arrivals.lags.Acknowledge(std::chrono::microseconds(result->getInt64(1)));
    first = std::min(first, result->getInt64(2));
    last = std::max(last, result->getInt64(2));
  }
  if (last > first) arrivals.seconds = static_cast<double>(last - first) / 1e6;
  return arrivals;
}

int64_t LastNumber(sql::Connection& connection) {
  const std::unique_ptr<sql::Statement> statement(connection.createStatement());
  const std::unique_ptr<sql::ResultSet> result(
      statement->executeQuery("SELECT COALESCE(MAX(seq), 0) FROM hecha_intake.outbox"));
  result->next();
  return result->getInt64(1);
}

// Inbox rows a second, a batch a commit, on one connection.
absl::StatusOr<Measurement> WriteBareInbox(const Suite& suite, double seconds) {
  telemetry::Metrics metrics;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database,
                   suite.OpenSchema(suite.database().schema, metrics));
  const auto soon = [] { return absl::Now() + absl::Seconds(20); };
  RETURN_IF_ERROR(database->Transact(soon(), [](db::Transaction& transaction) {
    return transaction.Execute("CREATE TABLE raw_inbox LIKE hecha_supervision.inbox").status();
  }));
  RawIds ids;
  Measurement written;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(seconds));
  while (Clock::now() < end) {
    const Clock::time_point began = Clock::now();
    RETURN_IF_ERROR(database->Transact(soon(), [&](db::Transaction& transaction) {
      std::vector<db::Param> rows;
      for (size_t i = 0; i < kBatch; ++i)
        rows.insert(rows.end(), {db::ToParam(ids.Next()), db::ToParam(ids.Next())});
      return db::InsertRows(
                 transaction,
                 "INSERT INTO raw_inbox (id, source, type, aggregate_id, aggregate_version, "
                 "handled_at) VALUES",
                 "(?, 'intake', 'hecha.intake.v1.LeadRegistered', ?, 1, UTC_TIMESTAMP(6))",
                 std::move(rows))
          .status();
    }));
    for (size_t i = 0; i < kBatch; ++i) written.Acknowledge(Clock::now() - began);
  }
  return written;
}

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  const double seconds = absl::GetFlag(FLAGS_seconds);
  report.Condition("connections", absl::GetFlag(FLAGS_connections));
  report.Condition("seconds", seconds);
  const std::unique_ptr<sql::Connection> connection = Connect(suite.database());
  const Measurement warm = File(suite, kWarmup, 0);
  const int64_t after = LastNumber(*connection);
  const Measurement filed = File(suite, seconds, warm.acknowledged());
  report.Rate("filed", "举报登记 reports filed", filed, seconds);
  for (const char* subscriber : kSubscribers) {
    Backlog backlog(suite.database(), WaitingFor(subscriber));
    if (!backlog
             .DrainedSeconds(Clock::now(),
                             std::chrono::duration<double>(absl::GetFlag(FLAGS_drain)))
             .has_value())
      return absl::DeadlineExceededError(fmt::format("{} does not catch up", subscriber));
  }
  ASSIGN_OR_RETURN(const Measurement bare, WriteBareInbox(suite, seconds / 2));
  for (const char* subscriber : kSubscribers) {
    const Arrivals arrivals = ArrivalsAt(*connection, subscriber, after);
    report.Rate(subscriber, fmt::format("送达 events handled by {}", subscriber), arrivals.lags,
                arrivals.seconds);
    report.Figure(fmt::format("{}Ratio", subscriber), "  比裸写 of bare inbox rows",
                  Ratio(static_cast<double>(arrivals.lags.acknowledged()) / arrivals.seconds,
                        static_cast<double>(bare.acknowledged()) / (seconds / 2)),
                  "×");
  }
  report.Rate("bareInbox", "数据库，收件箱行 bare inbox rows, 256 a commit", bare, seconds / 2);
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "event", hecha::bench::Measure);
}
