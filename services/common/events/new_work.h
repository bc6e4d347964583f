// Whether this process takes new work. There is one switch for all of it, because so is what it
// stands for: the space that is left for rows (host/disk_guard.h). While it is held, a change is
// refused before it begins; what was begun is finished, retries are answered, reads go on.
//
// Safe for concurrent use.
#pragma once

#include "absl/status/status.h"

namespace hecha::events {

void HoldNewWork(bool held);

// ResourceExhausted STORAGE_NEARLY_FULL while it is held.
absl::Status MayTakeNewWork();

}  // namespace hecha::events
