#include "services/common/host/movable_clock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <utility>

namespace hecha::host {

absl::StatusOr<MovableClock> MovableClock::Open(const Clock& base, const std::string& file) {
  if (file.empty()) return MovableClock(base, nullptr);
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return absl::NotFoundError(fmt::format("--clock_offset_file: cannot read {}", file));
  struct stat status = {};
  void* mapped = MAP_FAILED;
  // Beyond the end of a shorter file there is nothing to read.
  if (fstat(descriptor, &status) == 0 && status.st_size == sizeof(int64_t))
    mapped = mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (mapped == MAP_FAILED)
    return absl::InvalidArgumentError(
        fmt::format("--clock_offset_file: {} does not hold {} bytes", file, sizeof(int64_t)));
  return MovableClock(base, static_cast<int64_t*>(mapped));
}

MovableClock::MovableClock(MovableClock&& other) noexcept
    : base_(other.base_), moved_(std::exchange(other.moved_, nullptr)) {}

MovableClock::~MovableClock() {
  if (moved_ != nullptr) munmap(moved_, sizeof(int64_t));
}

absl::Time MovableClock::Now() const {
  absl::Time now = base_.Now();
  if (moved_ != nullptr)
    now += absl::Microseconds(std::atomic_ref<int64_t>(*moved_).load(std::memory_order_relaxed));
  return now;
}

}  // namespace hecha::host
