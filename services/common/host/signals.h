// SIGTERM and SIGINT as something to wait for, not something that interrupts.
#pragma once

#include "absl/time/time.h"

namespace hecha::host {

// Blocks both in this thread and in every thread it starts from now on, and ignores SIGPIPE.
// To be called before the first of them.
void HoldStopSignals();

// Waits until the process is asked to leave.
void AwaitStopSignal();

// The same for `limit` at most. True if the process was asked to leave.
bool AwaitStopSignal(absl::Duration limit);

}  // namespace hecha::host
