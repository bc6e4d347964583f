// Where time comes from. Code that acts on time takes a Clock, so that a test can say
// what time it is.
#pragma once

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace hecha {

// Safe for concurrent use.
class Clock {
 public:
  virtual ~Clock() = default;

  // The present, in whole microseconds: what a DATETIME(6) column keeps.
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())); }
};

// The present of `base`, moved by a fixed offset: a process that lives in next week, so that
// a demonstration sees a term run out.
class OffsetClock final : public Clock {
 public:
  // `base` must outlive the clock.
  OffsetClock(const Clock& base, absl::Duration offset) : base_(base), offset_(offset) {}

  absl::Time Now() const override { return base_.Now() + offset_; }

 private:
  const Clock& base_;
  const absl::Duration offset_;
};

// Stands still until it is told to move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start) : now_(start) {}

  absl::Time Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }

  void Advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }

  void Set(absl::Time now) {
    absl::MutexLock lock(&mutex_);
    now_ = now;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha
