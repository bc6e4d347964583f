#include "services/common/host/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>

namespace hecha::host {

absl::Status KeepMemoryPrivate() {
  const rlimit none{};
  // The limit for a kernel that writes cores to a file, the flag for one that pipes them.
  if (setrlimit(RLIMIT_CORE, &none) != 0) return absl::ErrnoToStatus(errno, "RLIMIT_CORE");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return absl::ErrnoToStatus(errno, "PR_SET_DUMPABLE");
  return absl::OkStatus();
}

}  // namespace hecha::host
