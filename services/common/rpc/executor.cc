#include "services/common/rpc/executor.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <deque>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/common/rpc/status.h"

namespace hecha::rpc {
namespace {

using options::v1::Lane;

struct Task {
  absl::Time deadline;
  std::function<void()> work;
  std::function<void()> expired;
};

struct LaneState {
  Lane lane;
  const char* name;
  // How many threads may be in this lane's work at once.
  int most_running;
  int running = 0;
  std::deque<Task> waiting;

  bool Ready() const { return !waiting.empty() && running < most_running; }
};

constexpr size_t kLanes = 4;

// Numerator of threads/4. Public work and deliveries leave half to people with a session;
// reads leave a quarter to writes.
std::array<LaneState, kLanes> MakeLanes(int threads) {
  const auto quarters = [threads](int n) { return std::max(1, threads * n / 4); };
  return {{{options::v1::LANE_READ, "read", quarters(3), 0, {}},
           {options::v1::LANE_WRITE, "write", quarters(3), 0, {}},
           {options::v1::LANE_PUBLIC, "public", quarters(2), 0, {}},
           {options::v1::LANE_EVENTS, "events", quarters(2), 0, {}}}};
}

}  // namespace

struct Executor::Impl {
  Impl(ExecutorOptions options, telemetry::Metrics& metrics)
      : queue_per_lane(static_cast<size_t>(options.queue_per_lane)),
        metrics(metrics),
        lanes(MakeLanes(options.threads)) {}

  LaneState* Find(Lane lane) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    const auto found = std::find_if(lanes.begin(), lanes.end(),
                                    [lane](const LaneState& state) { return state.lane == lane; });
    return found == lanes.end() ? nullptr : &*found;
  }

  // The next lane after the one served last that has work it may start.
  LaneState* NextReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    for (size_t i = 0; i < kLanes; ++i) {
      LaneState& state = lanes[(turn + i) % kLanes];
      if (!state.Ready()) continue;
      turn = (turn + i + 1) % kLanes;
      return &state;
    }
    return nullptr;
  }

  void RunUntilStopped() {
    absl::MutexLock lock(&mutex);
    while (true) {
      LaneState* lane = NextReady();
      if (lane == nullptr) {
        // A lane at its limit has threads of its own that come back for what it still holds.
        if (stopping) return;
        changed.Wait(&mutex);
        continue;
      }
      Task task = std::move(lane->waiting.front());
      lane->waiting.pop_front();
      ++lane->running;
      metrics.SetExecutorQueue(lane->name, static_cast<int>(lane->waiting.size()));
      mutex.Unlock();
      (absl::Now() < task.deadline ? task.work : task.expired)();
      task = {};
      mutex.Lock();
      --lane->running;
    }
  }

  const size_t queue_per_lane;
  telemetry::Metrics& metrics;
  absl::Mutex mutex;
  absl::CondVar changed;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  size_t turn ABSL_GUARDED_BY(mutex) = 0;
  std::array<LaneState, kLanes> lanes ABSL_GUARDED_BY(mutex);
  std::vector<std::thread> threads;
};

Executor::Executor(ExecutorOptions options, telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(options, metrics)) {
  for (int i = 0; i < options.threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get()] { impl->RunUntilStopped(); });
    pthread_setname_np(impl_->threads.back().native_handle(), "worker");
  }
}

Executor::~Executor() {
  {
    absl::MutexLock lock(&impl_->mutex);
    impl_->stopping = true;
    impl_->changed.SignalAll();
  }
  for (std::thread& thread : impl_->threads) thread.join();
}

absl::Status Executor::Submit(Lane lane, absl::Time deadline, std::function<void()> work,
                              std::function<void()> expired) {
  absl::MutexLock lock(&impl_->mutex);
  LaneState* state = impl_->Find(lane);
  if (state == nullptr) return absl::InternalError(fmt::format("no lane {}", lane));
  if (state->waiting.size() >= impl_->queue_per_lane) {
    impl_->metrics.CountRefused(state->name);
    return Overloaded();
  }
  state->waiting.push_back({deadline, std::move(work), std::move(expired)});
  impl_->metrics.SetExecutorQueue(state->name, static_cast<int>(state->waiting.size()));
  // A lane at its limit needs no wake-up: the thread that leaves it looks again.
  if (state->Ready()) impl_->changed.Signal();
  return absl::OkStatus();
}

}  // namespace hecha::rpc
