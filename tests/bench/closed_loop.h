// A closed loop: so many callers, each of whom calls again when the last call was answered.
#pragma once

#include <chrono>
#include <functional>

#include "absl/status/status.h"
#include "tests/bench/measurement.h"

namespace hecha::bench {

// Calls that block, a thread for each caller. `call` is told which thread it is on, from 0, and
// may be run by all of them at once. What is under way at the end is awaited and not counted;
// failures are counted by their code. Threads may use the database's connector.
Measurement RunThreads(int threads, std::chrono::duration<double> duration,
                       const std::function<absl::Status(int thread)>& call);

// Calls that are answered on any thread, by running what they are given once.
using Answered = std::function<void(const absl::Status&)>;
Measurement RunCalls(int callers, std::chrono::duration<double> duration,
                     const std::function<void(Answered)>& call);

}  // namespace hecha::bench
