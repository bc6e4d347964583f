#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>
#include <fmt/format.h>
#include <mysql_driver.h>

#include <algorithm>
#include <bit>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/raw_insert.h"

namespace hecha::bench {
namespace {

constexpr size_t kMostRows = 128;
constexpr int kCommitters = 2;

using Statement = std::unique_ptr<sql::PreparedStatement>;

// One connection and its statements of each length; used by one thread.
class BatchWriter {
 public:
  explicit BatchWriter(std::unique_ptr<sql::Connection> connection)
      : connection_(std::move(connection)), transaction_(connection_->createStatement()) {}

  void Write(int64_t first, size_t rows, const RawInsertOptions& options) {
    Statements& statements = Find(rows);
    unsigned lead = 0;
    unsigned outbox = 0;
    unsigned audit = 0;
    for (size_t i = 0; i < rows; ++i) {
      const int64_t serial = first + static_cast<int64_t>(i);
      const std::string id = ids_.Next();
      statements.lead->setString(++lead, id);
      statements.lead->setString(++lead, fmt::format("370481109-2019-{}", serial));
      statements.lead->setString(++lead, "砂场强收管理费");
      statements.lead->setString(++lead, options.narrative(serial));
      statements.outbox->setString(++outbox, id);
      statements.outbox->setString(++outbox, payload_);
      statements.audit->setString(++audit, id);
    }
    transaction_->execute("START TRANSACTION");
    statements.lead->executeUpdate();
    statements.outbox->executeUpdate();
    statements.audit->executeUpdate();
    transaction_->execute("COMMIT");
  }

 private:
  struct Statements {
    Statement lead;
    Statement outbox;
    Statement audit;
  };

  Statements& Find(size_t rows) {
    Statements& found = prepared_[rows];
    if (found.lead != nullptr) return found;
    const auto prepare = [&](const char* insert, const char* row) {
      const std::vector<std::string_view> all(rows, row);
      return Statement(
          connection_->prepareStatement(fmt::format("{} {}", insert, fmt::join(all, ","))));
    };
    found.lead = prepare("INSERT INTO raw_lead VALUES",
                         "(?, ?, '370481109', 1, 6, UTC_TIMESTAMP(6), ?, ?, 1)");
    found.outbox = prepare("INSERT INTO raw_outbox (aggregate, payload, created_at) VALUES",
                           "(?, ?, UTC_TIMESTAMP(6))");
    found.audit = prepare("INSERT INTO raw_audit (aggregate, act, actor, at) VALUES",
                          "(?, 'RegisterLead', 'citizen', UTC_TIMESTAMP(6))");
    return found;
  }

  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> transaction_;
  std::map<size_t, Statements> prepared_;
  const std::string payload_ = std::string(kRawPayloadBytes, 'e');
  RawIds ids_;
};

// Callers who wait: when each began.
class Callers {
 public:
  explicit Callers(int count) : waiting_(static_cast<size_t>(count), Clock::now()) {}

  // Takes a batch of those who wait longest; serials from the returned number on.
  std::vector<Clock::time_point> Take(int64_t& first) {
    const std::lock_guard lock(mutex_);
    const size_t rows = std::min(std::bit_floor(waiting_.size()), kMostRows);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(rows);
    std::vector<Clock::time_point> taken(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    first = serial_;
    serial_ += static_cast<int64_t>(rows);
    return taken;
  }

  // So many have their answer, and begin anew.
  void Return(size_t count, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), count, now);
  }

 private:
  std::mutex mutex_;
  std::deque<Clock::time_point> waiting_;
  int64_t serial_ = 0;
};

Measurement WriteUntil(Clock::time_point end, Callers& callers, BatchWriter& writer,
                       const RawInsertOptions& options) {
  Measurement own;
  while (true) {
    int64_t first = 0;
    const std::vector<Clock::time_point> batch = callers.Take(first);
    if (batch.empty()) {
      // The other one has them all, and is about to bring them back.
      std::this_thread::yield();
      if (Clock::now() >= end) return own;
      continue;
    }
    try {
      writer.Write(first, batch.size(), options);
    } catch (const sql::SQLException& error) {
      own.Refuse(std::to_string(error.getErrorCode()));
      return own;
    }
    const Clock::time_point now = Clock::now();
    if (now >= end) return own;
    for (Clock::time_point began : batch) own.Acknowledge(now - began);
    callers.Return(batch.size(), now);
  }
}

}  // namespace

absl::StatusOr<Measurement> RunRawBatches(const RawInsertOptions& options) {
  std::vector<BatchWriter> writers;
  try {
    MakeRawTables(*Connect(options.database));
    for (int i = 0; i < kCommitters; ++i) writers.emplace_back(Connect(options.database));
  } catch (const sql::SQLException& error) {
    return Unavailable(error);
  }
  Callers callers(options.connections);
  Measurement total;
  std::mutex mutex;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(options.duration);
  std::vector<std::thread> threads;
  for (BatchWriter& writer : writers) {
    threads.emplace_back([&] {
      sql::Driver& driver = *get_driver_instance();
      driver.threadInit();
      const Measurement own = WriteUntil(end, callers, writer, options);
      driver.threadEnd();
      const std::lock_guard lock(mutex);
      total.Merge(own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return total;
}

}  // namespace hecha::bench
