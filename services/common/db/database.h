// A Database runs transactions against one schema through a bounded pool of connections.
//
// Safe for concurrent use. Connector exceptions end here: everything that leaves is an
// absl::Status, with the server's error code in the log and out of the caller's sight.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::db {

struct DatabaseOptions {
  // Host name or address; port. Where `socket` is set, it is used instead.
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string socket;
  std::string user;
  std::string password;
  std::string schema;
  // Path of the CA that signed the server's certificate. Empty: plaintext, for loopback
  // and sockets only. Set: a server without TLS is refused.
  std::string tls_ca;
  // Connections at most; also how many callers may be in SQL at once.
  int pool_size = 8;
  // Longest that any one statement may take, whatever the call's deadline. A server that
  // hangs is given up two seconds later.
  absl::Duration statement_timeout = absl::Seconds(20);
};

class Database {
 public:
  // Opens one connection to prove that the server is there; Unavailable if it is not.
  static absl::StatusOr<std::unique_ptr<Database>> Open(DatabaseOptions options,
                                                        telemetry::Metrics& metrics);
  ~Database();

  // Runs `body(Transaction&)` in one transaction and returns what it returns, once the
  // commit is durable. `body` must be re-runnable: it runs again, up to 8 times, after a
  // deadlock, a lock timeout or a conflict (1213, 1205, 1020), or when the connection broke.
  // If `body` fails, or a statement failed that it overlooked, everything it did is undone.
  // Only a duplicate key (AlreadyExists) leaves the transaction fit to go on. If the connection
  // breaks during COMMIT the outcome is unknown: then `body` runs again on a fresh connection, and
  // must recognise its own earlier success (events::Journal does this by the idempotency key).
  // DeadlineExceeded if `deadline` passes first; ResourceExhausted if no connection comes free;
  // Unavailable if the server is not there, or the outcome of a COMMIT stays unknown.
  template <class Body>
  auto Transact(absl::Time deadline, Body body) -> std::invoke_result_t<Body, Transaction&> {
    return Run<Body>(deadline, /*read_only=*/false, body);
  }

  // The same for statements that only read: one consistent snapshot, nothing to commit.
  template <class Body>
  auto Read(absl::Time deadline, Body body) -> std::invoke_result_t<Body, Transaction&> {
    return Run<Body>(deadline, /*read_only=*/true, body);
  }

  // Ok if a connection answers within a second.
  absl::Status Ping();

  const DatabaseOptions& options() const { return options_; }

 private:
  struct Pool;

  Database(DatabaseOptions options, telemetry::Metrics& metrics);

  template <class Body>
  auto Run(absl::Time deadline, bool read_only, Body& body)
      -> std::invoke_result_t<Body, Transaction&> {
    using Result = std::invoke_result_t<Body, Transaction&>;
    Result result = absl::InternalError("the transaction did not run");
    absl::Status status = RunErased(deadline, read_only, [&](Transaction& transaction) {
      result = body(transaction);
      if constexpr (std::is_same_v<Result, absl::Status>) {
        return result;
      } else {
        return result.status();
      }
    });
    if (!status.ok()) return status;
    return result;
  }

  absl::Status RunErased(absl::Time deadline, bool read_only,
                         absl::FunctionRef<absl::Status(Transaction&)> body);

  DatabaseOptions options_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace hecha::db
