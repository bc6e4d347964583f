// What the same server reads without anything of ours in between.
#pragma once

#include <chrono>

#include "absl/status/statusor.h"
#include "tests/bench/measurement.h"
#include "tests/bench/raw_database.h"

namespace hecha::bench {

struct RawReads {
  // One row by its key.
  Measurement one;
  // Fifty rows, the newest before a key.
  Measurement page;
};

// Makes a table of `rows` rows of a lead's size and reads it with prepared statements on
// `connections` connections, for `duration` each way; by keys that are chosen at random.
absl::StatusOr<RawReads> RunRawReads(const RawDatabase& database, int64_t rows, int connections,
                                     std::chrono::duration<double> duration);

}  // namespace hecha::bench
