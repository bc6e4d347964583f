// A LoginThrottle slows down guessing at one username.
//
// The first ten wrong passwords cost nothing; from then on each doubles the wait before the next
// try, from one second up to a minute. A right password, or a quarter of an hour without a try,
// forgets them. Names that do not exist are treated alike, so that the wait tells nothing.
//
// Kept in memory: another replica counts for itself, and a restart forgets. Safe for
// concurrent use.
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hecha::directory {

class LoginThrottle {
 public:
  static constexpr int kFreeTries = 10;
  static constexpr absl::Duration kLongestWait = absl::Minutes(1);
  static constexpr absl::Duration kForgetAfter = absl::Minutes(15);
  static constexpr size_t kMaxNames = 65536;

  // Counts a try before its password is looked at, so that parallel tries count too.
  // ResourceExhausted, and not counted, while the wait of the last try runs.
  absl::Status Try(const std::string& username, absl::Time now);

  // The password was right: forgets what was counted.
  void Succeed(const std::string& username);

 private:
  struct Tries {
    int count = 0;
    absl::Time last;
    absl::Time not_before;
  };

  void ForgetOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Tries> tries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::directory
