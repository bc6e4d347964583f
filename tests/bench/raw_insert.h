// The ceiling: what the same server stores without anything of ours in between.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tests/bench/measurement.h"

namespace hecha::bench {

struct RawInsertOptions {
  std::string socket;
  std::string user;
  std::string password;
  // An empty schema, in which the tables are made.
  std::string schema;
  int connections = 64;
  std::chrono::duration<double> duration;
  // The narrative of lead number n.
  std::function<std::string(int64_t)> narrative;
};

// Registers leads as a straightforward program would: each in a transaction of its own, with
// prepared statements for the lead, its outbox row and its audit row; one thread a connection.
// Unavailable if the server cannot be used; the tables are left behind.
absl::StatusOr<Measurement> RunRawInserts(const RawInsertOptions& options);

}  // namespace hecha::bench
