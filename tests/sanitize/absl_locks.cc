// Tells the thread sanitizer of Abseil's locks. Debian's Abseil is built without it, so that to it
// no mutex would order anything. These definitions stand before the library's own, for gRPC's calls
// too; each calls the one that it hides. Who takes a lock by a function that is missing here hears
// of it: the sanitizer reports the unlock.

#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <sanitizer/tsan_interface.h>

#include "tests/sanitize/hidden.h"

using hecha::sanitize::Hidden;

// The linker's names for where our own code begins and ends.
extern "C" const char __executable_start;
extern "C" const char etext;

namespace {

// While one lives, a lock is being taken. What the library does meanwhile is not looked at: it
// evaluates the conditions of other threads too.
class Taking {
 public:
  explicit Taking(absl::Mutex* mutex, unsigned kind = 0) : mutex_(mutex), kind_(kind) {
    __tsan_mutex_pre_lock(mutex_, kind_);
  }
  ~Taking() { __tsan_mutex_post_lock(mutex_, kind_, 0); }

  // Passes the answer of a try on.
  bool Tried(bool taken) {
    if (!taken) kind_ |= __tsan_mutex_try_lock_failed;
    return taken;
  }

 private:
  absl::Mutex* const mutex_;
  unsigned kind_;
};

// While one lives, a lock is being given back.
class Giving {
 public:
  explicit Giving(absl::Mutex* mutex, unsigned kind = 0) : mutex_(mutex), kind_(kind) {
    __tsan_mutex_pre_unlock(mutex_, kind_);
  }
  ~Giving() { __tsan_mutex_post_unlock(mutex_, kind_); }

 private:
  absl::Mutex* const mutex_;
  const unsigned kind_;
};

// While one lives, a lock that was held to write is given back and taken again.
class Waiting {
 public:
  explicit Waiting(absl::Mutex* mutex) : taking_(Given(mutex)) {}

 private:
  static absl::Mutex* Given(absl::Mutex* mutex) {
    Giving giving(mutex);
    return mutex;
  }

  Taking taking_;
};

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

Mutex::~Mutex() {
  static auto* const hidden = Hidden<void(Mutex*)>("_ZN4absl7debian35MutexD1Ev");
  hidden(this);
  // A library destroys its own when a count says so that is not seen.
  const auto* caller = static_cast<const char*>(__builtin_return_address(0));
  if (&__executable_start <= caller && caller < &etext) __tsan_mutex_destroy(this, 0);
}

void Mutex::Lock() {
  static auto* const hidden = Hidden<void(Mutex*)>("_ZN4absl7debian35Mutex4LockEv");
  Taking taking(this);
  hidden(this);
}

bool Mutex::TryLock() {
  static auto* const hidden = Hidden<bool(Mutex*)>("_ZN4absl7debian35Mutex7TryLockEv");
  Taking taking(this, __tsan_mutex_try_lock);
  return taking.Tried(hidden(this));
}

void Mutex::LockWhen(const Condition& condition) {
  static auto* const hidden =
      Hidden<void(Mutex*, const Condition&)>("_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE");
  Taking taking(this);
  hidden(this, condition);
}

// Those with a timeout call those with a deadline.
bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  static auto* const hidden = Hidden<bool(Mutex*, const Condition&, Time)>(
      "_ZN4absl7debian35Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  Taking taking(this);
  return hidden(this, condition, deadline);
}

void Mutex::Unlock() {
  static auto* const hidden = Hidden<void(Mutex*)>("_ZN4absl7debian35Mutex6UnlockEv");
  Giving giving(this);
  hidden(this);
}

void Mutex::ReaderLock() {
  static auto* const hidden = Hidden<void(Mutex*)>("_ZN4absl7debian35Mutex10ReaderLockEv");
  Taking taking(this, __tsan_mutex_read_lock);
  hidden(this);
}

void Mutex::ReaderUnlock() {
  static auto* const hidden = Hidden<void(Mutex*)>("_ZN4absl7debian35Mutex12ReaderUnlockEv");
  Giving giving(this, __tsan_mutex_read_lock);
  hidden(this);
}

void Mutex::Await(const Condition& condition) {
  static auto* const hidden =
      Hidden<void(Mutex*, const Condition&)>("_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
  Waiting waiting(this);
  hidden(this, condition);
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static auto* const hidden = Hidden<bool(Mutex*, const Condition&, Time)>(
      "_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  Waiting waiting(this);
  return hidden(this, condition, deadline);
}

void CondVar::Wait(Mutex* mutex) {
  static auto* const hidden =
      Hidden<void(CondVar*, Mutex*)>("_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE");
  Waiting waiting(mutex);
  hidden(this, mutex);
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static auto* const hidden = Hidden<bool(CondVar*, Mutex*, Time)>(
      "_ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  Waiting waiting(mutex);
  return hidden(this, mutex, deadline);
}

// These keep a flag or a count beside their mutex, which saves the lock where there is nothing to
// wait for. HasBeenNotified reads the flag in our own code.

void Notification::Notify() {
  static auto* const hidden =
      Hidden<void(Notification*)>("_ZN4absl7debian312Notification6NotifyEv");
  __tsan_release(&notified_yet_);
  hidden(this);
}

void Notification::WaitForNotification() const {
  static auto* const hidden =
      Hidden<void(const Notification*)>("_ZNK4absl7debian312Notification19WaitForNotificationEv");
  hidden(this);
  (void)HasBeenNotified();
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static auto* const hidden = Hidden<bool(const Notification*, Duration)>(
      "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
  return hidden(this, timeout) && HasBeenNotified();
}

bool BlockingCounter::DecrementCount() {
  static auto* const hidden =
      Hidden<bool(BlockingCounter*)>("_ZN4absl7debian315BlockingCounter14DecrementCountEv");
  __tsan_release(&count_);
  return hidden(this);
}

void BlockingCounter::Wait() {
  static auto* const hidden =
      Hidden<void(BlockingCounter*)>("_ZN4absl7debian315BlockingCounter4WaitEv");
  hidden(this);
  __tsan_acquire(&count_);
}

ABSL_NAMESPACE_END
}  // namespace absl
