#include "gateway/directory/login_throttle.h"

#include <algorithm>

#include "services/common/base/refusal.h"

namespace hecha::directory {

absl::Status LoginThrottle::Try(const std::string& username, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (tries_.size() >= kMaxNames) ForgetOld(now);
  Tries& tries = tries_[username];
  if (now - tries.last >= kForgetAfter) tries = Tries();
  if (now < tries.not_before)
    return Refuse(absl::StatusCode::kResourceExhausted,
                  {"LOGIN_THROTTLED", "", "登录尝试过于频繁，请一分钟后再试",
                   "too many tries to sign in; try again in a minute"});
  ++tries.count;
  tries.last = now;
  if (tries.count >= kFreeTries) {
    const int doublings = std::min(tries.count - kFreeTries, 6);
    tries.not_before = now + std::min(absl::Seconds(1 << doublings), kLongestWait);
  }
  return absl::OkStatus();
}

void LoginThrottle::Succeed(const std::string& username) {
  absl::MutexLock lock(&mutex_);
  tries_.erase(username);
}

void LoginThrottle::ForgetOld(absl::Time now) {
  absl::erase_if(tries_,
                 [&](const auto& entry) { return now - entry.second.last >= kForgetAfter; });
  // Under a flood of names none is old: the guesses then spread too thin to succeed.
  if (tries_.size() >= kMaxNames) tries_.clear();
}

}  // namespace hecha::directory
