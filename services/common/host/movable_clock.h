// A MovableClock lives in a time that can be moved while the process runs.
//
// Its present is that of another clock, moved by as many microseconds as a file holds just then:
// 8 bytes, in the machine's own order. Whoever writes them lets time jump for the process,
// forwards or back.
//
// Safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/clock.h"

namespace hecha::host {

class MovableClock final : public Clock {
 public:
  // `base` must outlive the clock. Without a `file` nothing is moved; with one it must be there,
  // and keep its size as long as the clock lives: NotFound, InvalidArgument.
  static absl::StatusOr<MovableClock> Open(const Clock& base, const std::string& file);

  MovableClock(MovableClock&& other) noexcept;
  ~MovableClock() override;

  absl::Time Now() const override;

 private:
  MovableClock(const Clock& base, int64_t* moved) : base_(base), moved_(moved) {}

  const Clock& base_;
  // The file, mapped; null without one.
  int64_t* moved_;
};

}  // namespace hecha::host
