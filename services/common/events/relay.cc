#include "services/common/events/relay.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <iterator>
#include <set>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/common/base/planted_bug.h"
#include "services/common/events/delivery_store.h"
#include "services/common/events/failpoint.h"
#include "services/common/telemetry/log.h"

namespace hecha::events {
namespace {

using std::chrono::steady_clock;
using v1::DeliveryResult;

// A round is followed by a rest three times as long as it was, within these. Whoever comes alone
// finds its subscriber rested; in a flood rounds grow, which costs less for each event, and leave
// the cores to those who are waited for.
constexpr int kRests = 3;
constexpr absl::Duration kLeastRest = absl::Milliseconds(5);
constexpr absl::Duration kLongestRest = absl::Milliseconds(150);
// How often it looks into the table where it is handed enough to do.
constexpr absl::Duration kLookEvery = absl::Seconds(1);
// What it is handed waits in memory, up to so much a subscriber.
constexpr size_t kMostFresh = 2048;
constexpr size_t kMostFreshBytes = 4 << 20;
constexpr absl::Duration kBacklogEvery = absl::Seconds(1);
constexpr absl::Duration kPruneEvery = absl::Minutes(1);

}  // namespace

struct Relay::Impl {
  // What one round for a subscriber came to.
  enum class Progress { kNothing, kSome, kFull, kFailed };

  // What is to be done for a subscriber. The fields but the last two are guarded by `mutex`.
  struct Line {
    explicit Line(std::string name) : subscriber(std::move(name)) {}

    // What was handed over is left to the table.
    void Forget() {
      fresh.clear();
      fresh_bytes = 0;
    }

    const std::string subscriber;
    // Rows may be pending that are not among `fresh`.
    bool look = true;
    std::deque<Pending> fresh;
    size_t fresh_bytes = 0;

    // What its thread alone uses: when it looks next at the latest, and what it saw when it last
    // did. What of that is handed to it all the same it has sent.
    steady_clock::time_point look_due;
    std::set<int64_t> seen;
  };

  DeliveryStore store;
  std::map<std::string, Line> lines;
  const Send send;
  const Clock& clock;
  telemetry::Metrics& metrics;
  const RelayOptions options;
  const Uuid holder;

  absl::Mutex mutex;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // We are the active relay until then, unless renewed.
  steady_clock::time_point lease_until ABSL_GUARDED_BY(mutex);

  std::vector<std::thread> threads;
  std::thread keeper;

  Impl(db::Database& database, const security::Keyring& keyring,
       const std::vector<Subscription>& subscriptions, Send send_in, const Clock& clock_in,
       telemetry::Metrics& metrics_in, RelayOptions options_in)
      : store(database, keyring),
        send(std::move(send_in)),
        clock(clock_in),
        metrics(metrics_in),
        options(options_in),
        holder(Uuid::V7(clock_in.Now())) {
    for (const Subscription& subscription : subscriptions)
      lines.try_emplace(subscription.subscriber, subscription.subscriber);
  }

  bool Stopping() {
    absl::MutexLock lock(&mutex);
    return stopping;
  }

  bool Active() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return steady_clock::now() < lease_until; }

  void Sleep(absl::Duration duration) {
    absl::MutexLock lock(&mutex);
    mutex.AwaitWithTimeout(absl::Condition(&stopping), duration);
  }

  // Waits until this is the active relay; false where it is not after a while.
  bool AwaitLease() {
    absl::MutexLock lock(&mutex);
    auto active = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return stopping || Active(); };
    mutex.AwaitWithTimeout(absl::Condition(&active), options.idle);
    return !stopping && Active();
  }

  void LookAgain(Line& line) {
    absl::MutexLock lock(&mutex);
    line.look = true;
  }

  void AwaitWork(const Line& line) {
    absl::MutexLock lock(&mutex);
    auto work = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex) {
      return stopping || line.look || !line.fresh.empty();
    };
    mutex.AwaitWithTimeout(absl::Condition(&work), options.idle);
  }

  // Doubles with each try after the first.
  absl::Duration Backoff(int tries) const {
    absl::Duration delay = options.backoff_min;
    for (int i = 1; i < tries && delay < options.backoff_max; ++i) delay *= 2;
    return std::min(delay, options.backoff_max);
  }

  void KeepLease();
  void PruneIfDue(steady_clock::time_point& due);
  void Wake(Fresh fresh);
  void Serve(Line& line);
  absl::StatusOr<PendingBatch> NextBatch(Line& line);
  PendingBatch TakeFresh(Line& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  Progress DeliverBatch(Line& line);
  void ReportSettled(const std::string& subscriber, const std::vector<Mark>& marks);
  Mark MarkRefused(const Pending& pending, std::string reason, bool hopeless) const;
  absl::StatusOr<std::vector<Mark>> SendBatch(const std::string& subscriber,
                                              std::vector<Pending>& batch, bool& all_settled);
  void ReportBacklog(const std::string& subscriber, steady_clock::time_point& due);
};

// The lease --------------------------------------------------------------------------------

void Relay::Impl::KeepLease() {
  steady_clock::time_point prune_due{};
  while (!Stopping()) {
    // Counted from before the renewal, so that we think it over before the database does.
    const auto asked = steady_clock::now();
    const absl::StatusOr<bool> held = store.TakeLease(holder, options.lease);
    if (!held.ok()) {
      telemetry::Log(telemetry::Level::kWarning, "relay lease not renewed", "",
                     {{"reason", std::string(held.status().message())}});
    } else {
      absl::MutexLock lock(&mutex);
      lease_until = *held ? asked + absl::ToChronoNanoseconds(options.lease) : asked;
    }
    if (held.ok() && *held) PruneIfDue(prune_due);
    Sleep(options.lease / 3);
  }
}

void Relay::Impl::PruneIfDue(steady_clock::time_point& due) {
  if (steady_clock::now() < due) return;
  const absl::StatusOr<int64_t> pruned = store.Prune(clock.Now() - options.keep);
  // As long as there is more, go on at the next renewal.
  if (pruned.ok() && *pruned > 0) return;
  due = steady_clock::now() + absl::ToChronoSeconds(kPruneEvery);
}

// The deliveries ---------------------------------------------------------------------------

void Relay::Impl::Wake(Fresh fresh) {
  absl::MutexLock lock(&mutex);
  if (fresh.empty())
    for (auto& [subscriber, line] : lines) line.look = true;
  for (auto& [subscriber, events] : fresh) {
    Line& line = lines.at(subscriber);
    for (const Pending& pending : events) line.fresh_bytes += pending.envelope.payload().size();
    std::move(events.begin(), events.end(), std::back_inserter(line.fresh));
    if (Active() && line.fresh.size() <= kMostFresh && line.fresh_bytes <= kMostFreshBytes)
      continue;
    line.Forget();
    line.look = true;
  }
}

void Relay::Impl::Serve(Line& line) {
  steady_clock::time_point report_due{};
  int failures = 0;
  int in_vain = 0;
  while (!Stopping()) {
    if (!AwaitLease()) continue;
    const absl::Time began = absl::Now();
    const Progress progress = DeliverBatch(line);
    const absl::Duration rest =
        std::clamp(kRests * (absl::Now() - began), kLeastRest, kLongestRest);
    ReportBacklog(line.subscriber, report_due);
    if (progress != Progress::kFailed) failures = 0;
    in_vain = progress == Progress::kNothing ? in_vain + 1 : 0;
    switch (progress) {
      case Progress::kFull:
        break;
      case Progress::kSome:
        Sleep(rest);
        AwaitWork(line);
        break;
      case Progress::kNothing:
        // Most of what wakes it is for other subscribers: in their flood it looks ever less often.
        Sleep(std::min(in_vain * rest, kLongestRest));
        AwaitWork(line);
        break;
      case Progress::kFailed:
        // Not to be woken: new events do not mend a subscriber that is down.
        Sleep(Backoff(++failures));
        LookAgain(line);
        break;
    }
  }
}

// What was handed over, or, where there may be more than that, what stands in the table.
absl::StatusOr<PendingBatch> Relay::Impl::NextBatch(Line& line) {
  const auto now = steady_clock::now();
  {
    absl::MutexLock lock(&mutex);
    if (!line.look && !line.fresh.empty() && now < line.look_due) return TakeFresh(line);
    // Whatever was handed over by now is committed, so that the table has it.
    line.look = false;
    line.Forget();
  }
  line.look_due = now + absl::ToChronoNanoseconds(kLookEvery);
  line.seen.clear();
  absl::StatusOr<PendingBatch> batch =
      store.FindPending(line.subscriber, clock.Now(), options.batch);
  if (!batch.ok()) return batch;
  for (const Pending& pending : batch->events) line.seen.insert(pending.seq);
  if (batch->more) LookAgain(line);
  return batch;
}

PendingBatch Relay::Impl::TakeFresh(Line& line) {
  PendingBatch batch;
  while (!line.fresh.empty() && std::ssize(batch.events) < options.batch) {
    Pending& next = line.fresh.front();
    line.fresh_bytes -= next.envelope.payload().size();
    if (!line.seen.contains(next.seq)) batch.events.push_back(std::move(next));
    line.fresh.pop_front();
  }
  batch.more = !line.fresh.empty();
  return batch;
}

Mark Relay::Impl::MarkRefused(const Pending& pending, std::string reason, bool hopeless) const {
  Mark mark;
  mark.pending = &pending;
  mark.attempts = pending.attempts + 1;
  mark.reason = std::move(reason);
  mark.next_attempt_at = clock.Now() + Backoff(mark.attempts);
  if (!hopeless && mark.attempts < options.park_after) return mark;
  mark.parked_at = clock.Now();
  return mark;
}

// Returns what the subscriber settled; `all_settled` is false where it asked to try later.
absl::StatusOr<std::vector<Mark>> Relay::Impl::SendBatch(const std::string& subscriber,
                                                         std::vector<Pending>& batch,
                                                         bool& all_settled) {
  std::vector<Mark> marks;
  std::vector<Pending*> sent;
  std::set<Uuid> held;
  v1::DeliverRequest request;
  for (Pending& pending : batch) {
    if (held.contains(pending.aggregate_id)) continue;
    if (pending.readable.ok()) {
      // Lent to the request, which is cheaper than a copy.
      sent.push_back(&pending);
      request.add_envelopes()->Swap(&pending.envelope);
    } else {
      held.insert(pending.aggregate_id);
      marks.push_back(
          MarkRefused(pending, std::string(pending.readable.message()), /*hopeless=*/true));
    }
  }
  if (sent.empty()) return marks;

  HECHA_FAILPOINT("relay.before_deliver");
  absl::StatusOr<v1::DeliverResponse> response = send(subscriber, request);
  for (size_t i = 0; i < sent.size(); ++i)
    sent[i]->envelope.Swap(request.mutable_envelopes(static_cast<int>(i)));
  if (!response.ok() && HECHA_PLANTED_BUG("relay.refused")) {
    response.emplace();
    for (size_t i = 0; i < sent.size(); ++i)
      response->add_results()->set_verdict(DeliveryResult::VERDICT_ACCEPTED);
  }
  if (!response.ok()) return std::move(response).status();
  HECHA_FAILPOINT("relay.after_deliver");
  if (response->results_size() != static_cast<int>(sent.size())) {
    return absl::InternalError("the subscriber did not answer for every envelope");
  }
  for (size_t i = 0; i < sent.size(); ++i) {
    const DeliveryResult& result = response->results(static_cast<int>(i));
    switch (result.verdict()) {
      case DeliveryResult::VERDICT_ACCEPTED:
        marks.emplace_back();
        marks.back().pending = sent[i];
        marks.back().accepted = true;
        break;
      case DeliveryResult::VERDICT_REFUSED:
        marks.push_back(MarkRefused(*sent[i], result.reason(), /*hopeless=*/false));
        break;
      default:
        all_settled = all_settled && result.verdict() == DeliveryResult::VERDICT_HELD;
        break;
    }
  }
  return marks;
}

Relay::Impl::Progress Relay::Impl::DeliverBatch(Line& line) {
  absl::StatusOr<PendingBatch> batch = NextBatch(line);
  if (batch.ok() && batch->events.empty()) return Progress::kNothing;
  bool all_settled = true;
  absl::StatusOr<std::vector<Mark>> marks =
      batch.ok() ? SendBatch(line.subscriber, batch->events, all_settled) : batch.status();
  absl::Status status = marks.status();
  if (marks.ok() && !marks->empty()) status = store.Save(line.subscriber, *marks);
  if (!status.ok()) {
    telemetry::Log(telemetry::Level::kWarning, "events not delivered", "",
                   {{"subscriber", line.subscriber},
                    {"code", absl::StatusCodeToString(status.code())},
                    {"reason", std::string(status.message())}});
    return Progress::kFailed;
  }
  HECHA_FAILPOINT("relay.after_mark");
  ReportSettled(line.subscriber, *marks);
  if (!all_settled || marks->empty()) return Progress::kFailed;
  return batch->more ? Progress::kFull : Progress::kSome;
}

void Relay::Impl::ReportSettled(const std::string& subscriber, const std::vector<Mark>& marks) {
  int64_t delivered = 0;
  for (const Mark& mark : marks) {
    if (mark.accepted) ++delivered;
    if (!mark.parked_at.has_value()) continue;
    telemetry::Log(telemetry::Level::kError, "event parked", mark.pending->envelope.traceparent(),
                   {{"subscriber", subscriber},
                    {"event", mark.pending->envelope.id()},
                    {"type", mark.pending->envelope.type()},
                    {"reason", mark.reason}});
  }
  metrics.CountDelivered(subscriber, delivered);
}

void Relay::Impl::ReportBacklog(const std::string& subscriber, steady_clock::time_point& due) {
  const auto started = steady_clock::now();
  if (started < due) return;
  const absl::StatusOr<Backlog> backlog = store.BacklogOf(subscriber);
  // Counting a long backlog takes time that delivering it needs more.
  const auto took = steady_clock::now() - started;
  due = started + std::max<steady_clock::duration>(absl::ToChronoSeconds(kBacklogEvery), 20 * took);
  if (!backlog.ok()) return;  // the gauges keep their last values; the delivery logs the cause
  const absl::Duration oldest = backlog->oldest.has_value()
                                    ? std::max(clock.Now() - *backlog->oldest, absl::ZeroDuration())
                                    : absl::ZeroDuration();
  metrics.SetOutbox(subscriber, backlog->pending, oldest, backlog->parked);
}

// The face ---------------------------------------------------------------------------------

Relay::Relay(db::Database& database, const security::Keyring& keyring,
             std::vector<Subscription> subscriptions, Send send, const Clock& clock,
             telemetry::Metrics& metrics, RelayOptions options)
    : impl_(std::make_unique<Impl>(database, keyring, subscriptions, std::move(send), clock,
                                   metrics, options)) {}

Relay::~Relay() {
  {
    absl::MutexLock lock(&impl_->mutex);
    impl_->stopping = true;
  }
  for (std::thread& thread : impl_->threads) thread.join();
  if (!impl_->keeper.joinable()) return;
  impl_->keeper.join();
  // So that another replica need not wait until it expires. Best effort: it would.
  impl_->store.ReturnLease(impl_->holder).IgnoreError();
}

void Relay::Start() {
  if (impl_->lines.empty()) return;
  impl_->keeper = std::thread([this] { impl_->KeepLease(); });
  for (auto& [subscriber, line] : impl_->lines) {
    impl_->threads.emplace_back([this, &line = line] { impl_->Serve(line); });
    pthread_setname_np(impl_->threads.back().native_handle(), "relay");
  }
}

void Relay::Wake(Fresh fresh) { impl_->Wake(std::move(fresh)); }

}  // namespace hecha::events
