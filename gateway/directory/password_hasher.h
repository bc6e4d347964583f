// A PasswordHasher hashes and checks passwords with Argon2id (RFC 9106).
//
// Argon2 is expensive by design, which makes it a flood lever: at most `concurrency` run at
// once, and others wait for their turn or their deadline. Callers are threads of the bounded
// executor, so the wait has a bound as well.
//
// Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hecha::directory {

class PasswordHasher {
 public:
  struct Options {
    int concurrency = 2;
    // OWASP's Argon2id minimum: 19 MiB, two passes, one lane.
    size_t memory_bytes = size_t{19} << 20;
    unsigned long long passes = 2;
  };

  explicit PasswordHasher(Options options);
  PasswordHasher() : PasswordHasher(Options()) {}

  // The string form with its own salt and parameters. DeadlineExceeded if no turn came.
  absl::StatusOr<std::string> Hash(std::string_view password, absl::Time deadline);

  // True if `password` is the one that `hash` was made of. An empty `hash` stands for "no such
  // user": it takes as long as any other, and is false.
  absl::StatusOr<bool> Matches(std::string_view password, const std::string& hash,
                               absl::Time deadline);

 private:
  class Turn;

  const Options options_;
  // Hash of a password that nobody has; checked where there is no user.
  std::string nobody_;
  absl::Mutex mutex_;
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace hecha::directory
