// A bounded executor for work that blocks (SQL, password hashing).
//
// Each lane has its own queue, and a full lane refuses at once, so that a flood in one lane
// neither grows memory nor starves another. Threads take from the lanes in turn, and no lane
// may hold all of them: slow public work leaves half of the threads to the others. Work whose
// deadline has passed before a thread reached it is dropped unrun.
//
// Safe for concurrent use.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::rpc {

struct ExecutorOptions {
  // Threads in all; equal to the size of the connection pool.
  int threads = 8;
  // Waiting work at most, for each lane.
  int queue_per_lane = 512;
};

class Executor {
 public:
  Executor(ExecutorOptions options, telemetry::Metrics& metrics);
  // Runs what is queued, then joins.
  ~Executor();

  // Queues `work`. ResourceExhausted OVERLOADED, at once, if the lane is full; neither
  // function is called then. Otherwise exactly one of them is: `expired` where `deadline`
  // (real time) passed before a thread came free.
  absl::Status Submit(options::v1::Lane lane, absl::Time deadline, std::function<void()> work,
                      std::function<void()> expired);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::rpc
