#include "gateway/directory/session_cache.h"

#include <algorithm>
#include <utility>

namespace hecha::directory {

std::optional<SessionView> SessionCache::Find(const SessionId& id, absl::Time now,
                                              bool used) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto entry = entries_.find(id.hash);
  if (entry == entries_.end() || now >= entry->second.until) return std::nullopt;
  if (used && !entry->second.used) return std::nullopt;
  return entry->second.view;
}

void SessionCache::Put(const SessionId& id, SessionView view, absl::Time now, bool used) {
  const absl::Time until = std::min(now + kTrust, view.expires_at);
  absl::MutexLock lock(&mutex_);
  if (entries_.size() >= kMaxSessions) {
    absl::erase_if(entries_, [&](const auto& entry) { return now >= entry.second.until; });
    if (entries_.size() >= kMaxSessions) entries_.clear();
  }
  entries_[id.hash] = {std::move(view), until, used};
}

void SessionCache::Forget(const SessionId& id) {
  absl::MutexLock lock(&mutex_);
  entries_.erase(id.hash);
}

void SessionCache::ForgetUser(const UserId& user) {
  absl::MutexLock lock(&mutex_);
  absl::erase_if(entries_, [&](const auto& entry) { return entry.second.view.actor.user == user; });
}

}  // namespace hecha::directory
