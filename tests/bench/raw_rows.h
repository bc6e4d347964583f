// What a program without a lane would reach that stores what a registration stores: its very rows,
// with every column and every index, one after another.
#pragma once

#include <chrono>

#include "absl/status/statusor.h"
#include "tests/bench/measurement.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

struct RawRowsOptions {
  RawDatabase database;
  int connections = 64;
  std::chrono::duration<double> duration;
};

// Takes the rows of what intake stored by registration, and writes them once more, into empty
// tables of the same form: each lead in a transaction of its own, a prepared statement for each
// row, one thread a connection. Only rows that stay are taken: not those that matching and
// delivery use up, and none of those that other services write. ResourceExhausted if intake stored
// too few for the duration; Unavailable if the server cannot be used. The tables are left behind.
absl::StatusOr<Measurement> RunRawRows(const RawRowsOptions& options);

}  // namespace hecha::bench
