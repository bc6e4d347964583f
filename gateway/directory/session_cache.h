// A SessionCache remembers, for a few seconds, which tokens the database vouched for, so that
// the hot path of a request does no SQL.
//
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/directory/session.h"
#include "services/common/base/actor.h"

namespace hecha::directory {

// A session that was verified, as a request sees it.
struct SessionView {
  Actor actor;
  std::string session_id;
  absl::Time expires_at;
};

class SessionCache {
 public:
  // How long a verified session is believed: the longest that a logout or a disabled account
  // goes unnoticed by another replica.
  static constexpr absl::Duration kTrust = absl::Seconds(5);
  static constexpr size_t kMaxSessions = 16384;

  // Where it is `used`, it is found only if its use was written down.
  std::optional<SessionView> Find(const SessionId& id, absl::Time now, bool used) const;
  void Put(const SessionId& id, SessionView view, absl::Time now, bool used);
  void Forget(const SessionId& id);
  void ForgetUser(const UserId& user);

 private:
  struct Entry {
    SessionView view;
    absl::Time until;
    bool used = false;
  };

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::directory
