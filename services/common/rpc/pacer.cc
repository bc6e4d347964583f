#include "services/common/rpc/pacer.h"

#include <pthread.h>

#include <utility>

#include "absl/time/clock.h"

namespace hecha::rpc {

Pacer::Pacer() : thread_([this] { RunUntilStopped(); }) {
  pthread_setname_np(thread_.native_handle(), "pacer");
}

Pacer::~Pacer() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.Signal();
  }
  thread_.join();
}

void Pacer::At(absl::Time when, std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  const bool first = planned_.empty() || when < planned_.begin()->first;
  planned_.emplace(when, std::move(work));
  if (first) changed_.Signal();
}

void Pacer::RunUntilStopped() {
  absl::MutexLock lock(&mutex_);
  while (!stopping_) {
    const auto next = planned_.begin();
    const absl::Time when = next == planned_.end() ? absl::InfiniteFuture() : next->first;
    if (absl::Now() < when) {
      changed_.WaitWithDeadline(&mutex_, when);
      continue;
    }
    std::function<void()> work = std::move(next->second);
    planned_.erase(next);
    mutex_.Unlock();
    work();
    work = nullptr;
    mutex_.Lock();
  }
}

}  // namespace hecha::rpc
