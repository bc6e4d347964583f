#include "services/common/db/database.h"

#include <sodium.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/connection.h"
#include "services/common/telemetry/log.h"

namespace hecha::db {
namespace {

constexpr int kMaxReruns = 8;

// A random part of 4 ms, 8 ms, … up to 256 ms: two that collided must not meet again.
absl::Duration Backoff(int rerun) {
  const uint32_t ceiling = 4000u << std::min(rerun, 6);
  return absl::Microseconds(1 + randombytes_uniform(ceiling));
}

}  // namespace

struct Database::Pool {
  Pool(const DatabaseOptions& options, telemetry::Metrics& metrics)
      : options(options), metrics(metrics) {}

  // A connection out of the pool. Unless it is given back it is thrown away, which undoes
  // whatever its transaction did.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection, int64_t generation)
        : pool_(&pool), connection_(std::move(connection)), generation_(generation) {}
    Lease(Lease&& other) = default;
    ~Lease() {
      if (connection_ == nullptr) return;
      connection_.reset();
      absl::MutexLock lock(&pool_->mutex);
      --pool_->open;
      pool_->Report();
    }

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

    void GiveBack() {
      absl::MutexLock lock(&pool_->mutex);
      if (generation_ != pool_->generation) return;  // Its server is gone: throw it away.
      pool_->idle.push_back(std::move(connection_));
      pool_->Report();
    }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    int64_t generation_;
  };

  absl::StatusOr<Lease> Take(absl::Time deadline) {
    const absl::Time now = absl::Now();
    if (deadline <= now) return absl::DeadlineExceededError("the deadline has passed");
    std::unique_ptr<Connection> connection;
    int64_t taken_generation;
    {
      absl::MutexLock lock(&mutex);
      // Without a deadline of its own a caller waits as long as one statement may take.
      if (!mutex.AwaitWithDeadline(absl::Condition(this, &Pool::Available),
                                   std::min(deadline, now + options.statement_timeout))) {
        return absl::ResourceExhaustedError("all database connections are in use");
      }
      taken_generation = generation;
      if (idle.empty()) {
        ++open;
      } else {
        connection = std::move(idle.back());  // The latest used has the warmest caches.
        idle.pop_back();
      }
      Report();
    }
    if (connection == nullptr) {
      absl::StatusOr<std::unique_ptr<Connection>> opened =
          Connection::Open(options, deadline, metrics);
      if (!opened.ok()) {
        absl::MutexLock lock(&mutex);
        --open;
        Report();
        return opened.status();
      }
      connection = *std::move(opened);
    }
    return Lease(*this, std::move(connection), taken_generation);
  }

  // One connection broke: the others probably have as well. Those at rest are dropped now,
  // those in use when they come back, so that no caller meets them one after the other.
  void Distrust() {
    std::vector<std::unique_ptr<Connection>> dropped;
    absl::MutexLock lock(&mutex);
    ++generation;
    open -= static_cast<int>(idle.size());
    dropped.swap(idle);
    Report();
  }

  bool Available() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return !idle.empty() || open < options.pool_size;
  }
  void Report() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    metrics.SetPoolInUse(open - static_cast<int>(idle.size()));
  }

  const DatabaseOptions& options;
  telemetry::Metrics& metrics;
  absl::Mutex mutex;
  std::vector<std::unique_ptr<Connection>> idle ABSL_GUARDED_BY(mutex);
  // Connections that exist or are being opened.
  int open ABSL_GUARDED_BY(mutex) = 0;
  int64_t generation ABSL_GUARDED_BY(mutex) = 0;
};

namespace {

struct Outcome {
  absl::Status status;
  // Nothing was committed, or nobody knows: the body should run again.
  bool again = false;
};

// Ends a transaction that must not be committed; true if the connection is as good as new.
bool Undo(Connection& connection) {
  return connection.fault() != Connection::Fault::kBroken && connection.Rollback().ok();
}

}  // namespace

Database::Database(DatabaseOptions options, telemetry::Metrics& metrics)
    : options_(std::move(options)), pool_(std::make_unique<Pool>(options_, metrics)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(DatabaseOptions options,
                                                         telemetry::Metrics& metrics) {
  if (options.pool_size < 1) return absl::InvalidArgumentError("pool_size must be at least 1");
  std::unique_ptr<Database> database(new Database(std::move(options), metrics));
  absl::StatusOr<Pool::Lease> lease =
      database->pool_->Take(absl::Now() + database->options_.statement_timeout);
  if (!lease.ok()) return lease.status();
  lease->GiveBack();
  return database;
}

absl::Status Database::Ping() {
  return Read(absl::Now() + absl::Seconds(1), [](Transaction& transaction) {
    return transaction.QueryParams("SELECT 1", [](const Row&) {}, {});
  });
}

absl::Status Database::RunErased(absl::Time deadline, bool read_only,
                                 absl::FunctionRef<absl::Status(Transaction&)> body) {
  using Fault = Connection::Fault;

  const absl::Status kUnknown =
      absl::UnavailableError("whether the transaction was committed is not known");
  bool unknown = false;

  auto run_once = [&]() -> Outcome {
    absl::StatusOr<Pool::Lease> lease = pool_->Take(deadline);
    if (!lease.ok()) return {unknown ? kUnknown : lease.status()};
    Connection& connection = **lease;

    Transaction transaction(connection);
    absl::Status status = connection.Begin(read_only, deadline);
    if (status.ok()) {
      status = body(transaction);
      // A body that overlooked the failure of a statement must not commit the rest.
      if (status.ok()) status = connection.failure();
      if (status.ok() && absl::Now() >= deadline) {
        status = absl::DeadlineExceededError("the deadline has passed");
      }
    }
    const bool undo = !status.ok();
    if (!undo) status = connection.Commit();
    if (!undo && HECHA_PLANTED_BUG("database.commit")) return {absl::OkStatus()};

    const Fault fault = connection.fault();
    if (status.ok()) {
      lease->GiveBack();
      transaction.Committed();
      return {absl::OkStatus()};
    }
    if (fault == Fault::kBroken) pool_->Distrust();
    if (undo) {
      // A broken session has committed nothing: safe to run again.
      const bool again = fault == Fault::kConflict || fault == Fault::kBroken;
      // What the body made of a failed statement is its own affair, unless it runs again.
      if (again) status = connection.failure();
      // From here on the connection is another caller's.
      if (Undo(connection)) lease->GiveBack();
      // What it found may be its own, committed unheard: no verdict on what was asked.
      if (!again && unknown) status = kUnknown;
      return {status, again};
    }
    if (fault == Fault::kConflict) {
      if (Undo(connection)) lease->GiveBack();
      return {status, /*again=*/true};
    }
    // Nothing to commit, so nothing unknown.
    if (read_only) return {absl::OkStatus()};
    // The server may have committed before the answer was lost, whatever the answer would
    // have been. The session is thrown away with the lease, so that it holds no lock
    // against the body's next run.
    unknown = true;
    return {kUnknown, /*again=*/true};
  };

  for (int rerun = 0;; ++rerun) {
    Outcome outcome = run_once();
    if (!outcome.again || rerun == kMaxReruns) return outcome.status;
    const absl::Duration pause = Backoff(rerun);
    if (absl::Now() + pause >= deadline) {
      return unknown ? kUnknown : absl::DeadlineExceededError(outcome.status.message());
    }
    absl::SleepFor(pause);
  }
}

}  // namespace hecha::db
