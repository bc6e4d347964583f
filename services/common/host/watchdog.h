// Ends a process that does not manage to end by itself.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace hecha::host {

class Watchdog {
 public:
  // Exits the process at once, with code 1 and a log line, unless this object is gone within
  // `limit`.
  explicit Watchdog(absl::Duration limit);
  ~Watchdog();

 private:
  absl::Notification disarmed_;
  std::thread thread_;
};

}  // namespace hecha::host
