// A Pacer runs short work at set times, on one thread of its own.
//
// Safe for concurrent use.
#pragma once

#include <functional>
#include <map>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hecha::rpc {

class Pacer {
 public:
  Pacer();
  // Waits for the work under way; drops the rest.
  ~Pacer();

  // Runs `work`, which must not block, at `when` or at once where that has passed. Real time.
  void At(absl::Time when, std::function<void()> work);

 private:
  void RunUntilStopped();

  absl::Mutex mutex_;
  absl::CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::multimap<absl::Time, std::function<void()>> planned_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace hecha::rpc
