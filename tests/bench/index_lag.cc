#include "tests/bench/index_lag.h"

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
IndexLag::IndexLag(const RawDatabase& database, std::string schema)
    : connection_(Connect(database)),
      select_(fmt::format("SELECT CONV(LEFT(HEX(MIN(lead_id)), 12), 16, 10) FROM {}.match_queue",
                          std::move(schema))) {}

void IndexLag::Start() {
  stopped_ = std::make_unique<absl::Notification>();
  thread_ = std::thread([this] {
    get_driver_instance()->threadInit();
    while (!stopped_->WaitForNotificationWithTimeout(kPeriod)) seen_.Acknowledge(Oldest());
    get_driver_instance()->threadEnd();
  });
}

Measurement IndexLag::Stop() {
  stopped_->Notify();
  thread_.join();
  return std::exchange(seen_, {});
}

std::optional<std::chrono::duration<double>> IndexLag::Drain(std::chrono::duration<double> most) {
  const Clock::time_point began = Clock::now();
  while (Oldest() > Clock::duration::zero()) {
    if (Clock::now() - began > most) return std::nullopt;
    absl::SleepFor(kPeriod);
  }
  return Clock::now() - began;
}

Clock::duration IndexLag::Oldest() {
  const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
  const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(select_));
  if (!result->next() || result->isNull(1)) return Clock::duration::zero();
  const absl::Duration age = absl::Now() - absl::FromUnixMillis(result->getInt64(1));
  return std::max(absl::ToChronoNanoseconds(age), Clock::duration(1));
}

}  // namespace hecha::bench
