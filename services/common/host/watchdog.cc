#include "services/common/host/watchdog.h"

#include <unistd.h>

#include "services/common/telemetry/log.h"

namespace hecha::host {

Watchdog::Watchdog(absl::Duration limit)
    : thread_([this, limit] {
        if (disarmed_.WaitForNotificationWithTimeout(limit)) return;
        telemetry::Log(telemetry::Level::kError, "shutdown hangs; leaving without it", "",
                       {{"limit", absl::FormatDuration(limit)}});
        // No destructors: one of them is what hangs.
        _exit(1);
      }) {}

Watchdog::~Watchdog() {
  disarmed_.Notify();
  thread_.join();
}

}  // namespace hecha::host
