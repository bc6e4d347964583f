// Work that repeats, each on a thread of its own.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace hecha::host {

// Add, Start and Stop are called by one thread.
class Periodic {
 public:
  Periodic() = default;
  ~Periodic() { Stop(); }

  // Runs `work`, from Start to Stop: at once, and then `period` after each end of it.
  // `name` is the thread's, for an operator's eyes.
  void Add(std::string name, absl::Duration period, std::function<void()> work);

  void Start();
  // Returns when no work runs any more and none will.
  void Stop();

 private:
  struct Task {
    std::string name;
    absl::Duration period;
    std::function<void()> work;
  };

  void Launch(Task task);

  bool started_ = false;
  // Added and not started yet.
  std::vector<Task> tasks_;
  std::vector<std::thread> threads_;
  absl::Notification stopped_;
};

}  // namespace hecha::host
