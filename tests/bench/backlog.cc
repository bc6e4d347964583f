#include "tests/bench/backlog.h"

#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <fmt/format.h>
#include <mysql_driver.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace hecha::bench {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(250);

}  // namespace

// A lead's id begins with the millisecond of its making (UUIDv7).
BacklogStatements WaitingForMatching() {
  return {
      "SELECT CAST(1000 * (1000 * UNIX_TIMESTAMP(NOW(3)) - "
      "CONV(LEFT(HEX(MIN(lead_id)), 12), 16, 10)) AS SIGNED) FROM hecha_intake.match_queue",
      "SELECT COUNT(*) FROM hecha_intake.match_queue"};
}

BacklogStatements WaitingFor(const std::string& subscriber) {
  return {fmt::format("SELECT TIMESTAMPDIFF(MICROSECOND, MIN(occurred_at), UTC_TIMESTAMP(6)) FROM "
                      "hecha_intake.outbox WHERE seq = (SELECT MIN(seq) FROM "
                      "hecha_intake.delivery WHERE subscriber = '{}')",
                      subscriber),
          fmt::format("SELECT COUNT(*) FROM hecha_intake.delivery WHERE subscriber = '{}'",
                      subscriber)};
}

Backlog::Backlog(const RawDatabase& database, BacklogStatements statements)
    : connection_(Connect(database)), statements_(std::move(statements)) {}

Backlog::~Backlog() {
  if (thread_.joinable()) Stop();
}

void Backlog::Start() {
  stopped_ = std::make_unique<absl::Notification>();
  thread_ = std::thread([this] {
    get_driver_instance()->threadInit();
    while (!stopped_->WaitForNotificationWithTimeout(kPeriod)) {
      const int64_t age = std::max<int64_t>(Select(statements_.age).value_or(0), 0);
      seen_.Acknowledge(std::chrono::microseconds(age));
    }
    get_driver_instance()->threadEnd();
  });
}

Measurement Backlog::Stop() {
  stopped_->Notify();
  thread_.join();
  return std::exchange(seen_, {});
}

int64_t Backlog::Count() { return Select(statements_.count).value_or(0); }

std::optional<double> Backlog::DrainedSeconds(Clock::time_point began,
                                              std::chrono::duration<double> most) {
  while (Count() > 0) {
    if (Clock::now() - began > most) return std::nullopt;
    absl::SleepFor(kPeriod);
  }
  return std::chrono::duration<double>(Clock::now() - began).count();
}

std::optional<int64_t> Backlog::Select(const std::string& statement) {
  const std::unique_ptr<sql::Statement> select(connection_->createStatement());
  const std::unique_ptr<sql::ResultSet> result(select->executeQuery(statement));
  if (!result->next() || result->isNull(1)) return std::nullopt;
  return result->getInt64(1);
}

}  // namespace hecha::bench
