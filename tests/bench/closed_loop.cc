#include "tests/bench/closed_loop.h"

#include <mysql_driver.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"

namespace hecha::bench {
namespace {

// What the callers of one run share.
struct Run {
  explicit Run(std::chrono::duration<double> duration)
      : end(Clock::now() + std::chrono::duration_cast<Clock::duration>(duration)) {}

  // False when the time is over.
  bool Count(const absl::Status& status, Clock::time_point began) {
    const Clock::time_point now = Clock::now();
    if (now >= end) return false;
    absl::MutexLock lock(&mutex);
    if (status.ok()) {
      measurement.Acknowledge(now - began);
    } else {
      measurement.Refuse(absl::StatusCodeToString(status.code()));
    }
    return true;
  }

  const Clock::time_point end;
  absl::Mutex mutex;
  Measurement measurement;
};

struct Caller {
  void Next() {
    const Clock::time_point began = Clock::now();
    call([this, began](const absl::Status& status) {
      if (run.Count(status, began)) return Next();
      left.DecrementCount();
    });
  }

  Run& run;
  const std::function<void(Answered)>& call;
  absl::BlockingCounter& left;
};

}  // namespace

Measurement RunThreads(int threads, std::chrono::duration<double> duration,
                       const std::function<absl::Status(int thread)>& call) {
  Run run(duration);
  std::vector<std::thread> callers;
  for (int i = 0; i < threads; ++i) {
    callers.emplace_back([&, i] {
      get_driver_instance()->threadInit();
      Clock::time_point began = Clock::now();
      while (run.Count(call(i), began)) began = Clock::now();
      get_driver_instance()->threadEnd();
    });
  }
  for (std::thread& caller : callers) caller.join();
  return std::move(run.measurement);
}

Measurement RunCalls(int callers, std::chrono::duration<double> duration,
                     const std::function<void(Answered)>& call) {
  Run run(duration);
  absl::BlockingCounter left(callers);
  std::vector<std::unique_ptr<Caller>> all;
  for (int i = 0; i < callers; ++i)
    all.push_back(std::make_unique<Caller>(Caller{run, call, left}));
  for (const auto& caller : all) caller->Next();
  left.Wait();
  return std::move(run.measurement);
}

}  // namespace hecha::bench
