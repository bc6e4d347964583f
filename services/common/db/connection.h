// One session with the database server: the only place that speaks to the connector and the
// only one that turns its exceptions into absl::Status.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/database.h"
#include "services/common/db/row.h"
#include "services/common/db/transaction.h"
#include "services/common/telemetry/metrics.h"

namespace sql {
class Connection;
class PreparedStatement;
class Statement;
}  // namespace sql

namespace hecha::db {

// How a Row or a parameter says that the code around the SQL is wrong; becomes Internal.
struct Misuse : std::logic_error {
  using std::logic_error::logic_error;
};

// Used by one thread at a time. Every statement belongs to a transaction: between Begin and
// Commit or Rollback.
class Connection {
 public:
  // What has become of the running transaction.
  enum class Fault {
    kNone,
    // A statement failed: the transaction can only be rolled back.
    kFailed,
    // A lock conflict with another transaction: rolled back, it may succeed if run again.
    kConflict,
    // The session is gone, and with it everything not committed. Only good to be destroyed.
    kBroken,
  };

  // Unavailable if the server cannot be reached or does not let us in by `deadline`.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const DatabaseOptions& options,
                                                          absl::Time deadline,
                                                          telemetry::Metrics& metrics);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Starts a transaction whose statements must end by `deadline`.
  absl::Status Begin(bool read_only, absl::Time deadline);

  // Ok: committed and durable. Fault kConflict: not committed. Any other error: unknown.
  absl::Status Commit();

  // Undoes the transaction. If that fails the connection is broken, which undoes it as well.
  absl::Status Rollback();

  // As Transaction::ExecuteParams and QueryParams. After an error other than AlreadyExists
  // they run nothing any more and return that error: the server may have rolled the
  // transaction back, so that a further statement would begin another one.
  absl::StatusOr<int64_t> Execute(std::string_view sql, const std::vector<Param>& params);
  absl::Status Query(std::string_view sql, absl::FunctionRef<void(const Row&)> each,
                     const std::vector<Param>& params);

  Fault fault() const { return fault_; }
  // The error behind `fault()`.
  const absl::Status& failure() const { return failure_; }

 private:
  struct Prepared;
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  Connection(const DatabaseOptions& options, telemetry::Metrics& metrics);

  // Connects and sets the session up.
  void Connect(const DatabaseOptions& options, absl::Time deadline);

  // Runs `step` and turns what it throws into a status, once, here.
  absl::Status Try(std::string_view statement, absl::FunctionRef<void()> step);
  absl::Status Fail(Fault fault, absl::Status status);

  // A statement without parameters and rows, as text: START TRANSACTION, COMMIT, SET.
  void RunText(const std::string& sql);

  // Makes the server stop the next statement at the deadline. Costs a round trip only where
  // the limit changes.
  absl::Status LimitNextStatement();

  // From the cache; null if it is not there.
  std::shared_ptr<Prepared> FindPrepared(std::string_view sql);
  // Newly prepared, and kept in the cache.
  std::shared_ptr<Prepared> Prepare(std::string_view sql, std::string name);
  // Checks, prepares, binds, and calls `run`.
  absl::Status Run(std::string_view sql, const std::vector<Param>& params,
                   absl::FunctionRef<void(Prepared&)> run);

  telemetry::Metrics& metrics_;
  const absl::Duration statement_timeout_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> text_;

  bool is_mariadb_ = false;
  absl::Time deadline_ = absl::InfiniteFuture();
  // What the session's limit is set to.
  absl::Duration limit_ = absl::ZeroDuration();

  Fault fault_ = Fault::kNone;
  absl::Status failure_;

  // Prepared statements, the latest used first.
  std::list<std::shared_ptr<Prepared>> recent_;
  std::unordered_map<std::string, std::list<std::shared_ptr<Prepared>>::iterator, TextHash,
                     std::equal_to<>>
      prepared_;
};

}  // namespace hecha::db
