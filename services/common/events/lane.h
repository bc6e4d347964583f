// A Lane lets requests that come at once share one commit.
//
// Two batches are under way at once: while the disk writes one, the other is executed. What comes
// meanwhile becomes the next, which takes no more than half of all that is in the lane. So a lone
// request commits at once, a crowd commits in large batches, and no timer delays anybody. Queues,
// of which each town has one, say, take turns: a flood in one does not delay the others.
//
// Fates are not shared. A batch that fails for what one item may have caused runs again in halves,
// and theirs, so that a bad item fails alone at the cost of a few more commits; where the database
// is away, busy or late, all hear so at once. An item whose deadline passed, or whose caller left,
// before its turn is dropped unrun.
//
// Safe for concurrent use.
#pragma once

#include <pthread.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/db/insert_rows.h"

namespace hecha::events {

struct LaneOptions {
  // How many batches are under way at once; each takes its share of what is in the lane.
  int committers = 2;
  // A batch is full at so many items or, beyond its first, so many bytes.
  size_t batch = 128;
  size_t batch_bytes = 4 << 20;
  // Waiting at most: in one queue, and in all.
  size_t queue_limit = 2048;
  size_t limit = 8192;
  size_t limit_bytes = 32 << 20;
};

// How an item waits.
struct LaneTicket {
  // Whom it takes turns with; empty is a queue as well.
  std::string queue = {};
  // In real time.
  absl::Time deadline = absl::InfiniteFuture();
  // About how large it is.
  size_t bytes = 0;
  // Tells that nobody waits for the outcome any more. May be empty.
  std::function<bool()> abandoned = {};
};

template <class Item>
class Lane {
 public:
  // Makes all of `batch` durable or, on error, nothing of it. Runs on the lane's threads, as many
  // at a time as commit, and may run again for part of a batch that failed. `deadline` is the
  // latest of the batch's.
  using Commit = std::function<absl::Status(std::span<Item* const> batch, absl::Time deadline)>;
  // Takes an item's outcome, on a thread of the lane's.
  using Done = std::function<void(const absl::Status&, Item&)>;

  explicit Lane(Commit commit, LaneOptions options = {})
      : commit_(std::move(commit)), options_(options) {
    // One more than commit, to answer the batch before.
    for (int i = 0; i <= options_.committers; ++i) {
      threads_.emplace_back([this] { RunUntilStopped(); });
      pthread_setname_np(threads_.back().native_handle(), "lane");
    }
  }

  // Commits what waits, then joins.
  ~Lane() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

  // Lets `item` wait for its commit; never blocks. ResourceExhausted, at once, if the lane or
  // its queue is full: `done` is not called then. Otherwise it is called exactly once.
  absl::Status Submit(LaneTicket ticket, Item item, Done done) {
    absl::MutexLock lock(&mutex_);
    if (waiting_ >= options_.limit || bytes_ + ticket.bytes > options_.limit_bytes)
      return absl::ResourceExhaustedError("the lane is full");
    std::deque<Waiting>& queue = queues_[ticket.queue];
    if (queue.size() >= options_.queue_limit)
      return absl::ResourceExhaustedError("the queue of the lane is full");
    ++waiting_;
    bytes_ += ticket.bytes;
    queue.push_back({std::move(ticket), std::move(item), std::move(done), absl::OkStatus()});
    return absl::OkStatus();
  }

 private:
  // So few are not worth a commit more.
  static constexpr size_t kFew = 4;

  struct Waiting {
    LaneTicket ticket;
    Item item;
    Done done;
    absl::Status outcome;
  };

  bool MayTake() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return waiting_ > 0 ? committing_ < options_.committers : stopping_;
  }

  void RunUntilStopped() {
    while (true) {
      std::vector<Waiting> batch;
      {
        absl::MutexLock lock(&mutex_, absl::Condition(this, &Lane::MayTake));
        if (waiting_ == 0) return;
        batch = Take();
        ++committing_;
        inside_ += batch.size();
      }
      CommitAll(batch);
      {
        absl::MutexLock lock(&mutex_);
        --committing_;
        inside_ -= batch.size();
      }
      for (Waiting& each : batch) each.done(each.outcome, each.item);
    }
  }

  // One item of each queue in turn, from where the last batch ended.
  std::vector<Waiting> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t share = std::max((waiting_ + inside_) / options_.committers, kFew);
    // No more than one statement inserts: what is left over costs less in the next batch than
    // in further statements of this one.
    const size_t most = db::RowsAtOnce(std::min({waiting_, share, options_.batch}));
    std::vector<Waiting> batch;
    size_t bytes = 0;
    while (batch.size() < most) {
      auto queue = queues_.upper_bound(turn_);
      if (queue == queues_.end()) queue = queues_.begin();
      Waiting& next = queue->second.front();
      bytes += next.ticket.bytes;
      if (bytes > options_.batch_bytes && !batch.empty()) break;
      --waiting_;
      bytes_ -= next.ticket.bytes;
      batch.push_back(std::move(next));
      turn_ = queue->first;
      queue->second.pop_front();
      if (queue->second.empty()) queues_.erase(queue);
    }
    return batch;
  }

  void CommitAll(std::vector<Waiting>& batch) {
    std::vector<Waiting*> items;
    for (Waiting& each : batch) items.push_back(&each);
    CommitOrSplit(items);
  }

  void CommitOrSplit(std::span<Waiting* const> items) {
    std::vector<Waiting*> live;
    for (Waiting* each : items)
      if (StillWanted(*each)) live.push_back(each);
    if (live.empty()) return;
    const absl::Status status = CommitTogether(live);
    for (Waiting* each : live) each->outcome = status;
    if (live.size() == 1 || !MayBeOnesFault(status)) return;
    const std::span<Waiting* const> all(live);
    CommitOrSplit(all.first(live.size() / 2));
    CommitOrSplit(all.subspan(live.size() / 2));
  }

  // Whether fewer of them may fare better.
  static bool MayBeOnesFault(const absl::Status& status) {
    switch (status.code()) {
      case absl::StatusCode::kOk:
      case absl::StatusCode::kUnavailable:
      case absl::StatusCode::kResourceExhausted:
      case absl::StatusCode::kDeadlineExceeded:
      case absl::StatusCode::kCancelled:
        return false;
      default:
        return true;
    }
  }

  bool StillWanted(Waiting& each) const {
    if (each.ticket.deadline <= absl::Now()) {
      each.outcome = absl::DeadlineExceededError("the deadline passed in the lane");
    } else if (each.ticket.abandoned && each.ticket.abandoned()) {
      each.outcome = absl::CancelledError("the caller is gone");
    } else {
      return true;
    }
    return false;
  }

  absl::Status CommitTogether(std::span<Waiting* const> batch) {
    std::vector<Item*> items;
    absl::Time deadline = absl::InfinitePast();
    for (Waiting* each : batch) {
      items.push_back(&each->item);
      deadline = std::max(deadline, each->ticket.deadline);
    }
    return commit_(items, deadline);
  }

  const Commit commit_;
  const LaneOptions options_;
  absl::Mutex mutex_;
  // Only queues with somebody in them.
  std::map<std::string, std::deque<Waiting>> queues_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // The queue served last.
  std::string turn_ ABSL_GUARDED_BY(mutex_);
  // Batches under way, and the items in them.
  int committing_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t inside_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace hecha::events
