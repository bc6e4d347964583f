// Keeps what a process holds in memory out of files: keys and opened texts.
#pragma once

#include "absl/status/status.h"

namespace hecha::host {

// From now on the process leaves no core, whatever kills it, and no process of its user may read
// its memory. Internal if the kernel refuses.
absl::Status KeepMemoryPrivate();

}  // namespace hecha::host
