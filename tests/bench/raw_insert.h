// The ceiling: what the same server stores without anything of ours in between.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tests/bench/measurement.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

struct RawInsertOptions {
  RawDatabase database;
  int connections = 64;
  std::chrono::duration<double> duration;
  // The narrative of lead number n.
  std::function<std::string(int64_t)> narrative;
};

// Registers leads as a straightforward program would: each in a transaction of its own, with
// prepared statements for the lead, its outbox row and its audit row; one thread a connection.
// Unavailable if the server cannot be used; the tables are left behind.
absl::StatusOr<Measurement> RunRawInserts(const RawInsertOptions& options);

// The same rows, written as a program that has nothing else to do would: two connections take
// turns with whatever waits, by multi-row statements, one commit a batch. As many callers as
// `connections` wait, each for its own row.
absl::StatusOr<Measurement> RunRawBatches(const RawInsertOptions& options);

}  // namespace hecha::bench
