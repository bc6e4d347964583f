#include "services/common/events/relay.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
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
constexpr absl::Duration kBacklogEvery = absl::Seconds(1);
constexpr absl::Duration kPruneEvery = absl::Minutes(1);

std::vector<std::string> SubscribersOf(const std::vector<Subscription>& subscriptions) {
  std::set<std::string> names;
  for (const Subscription& subscription : subscriptions) names.insert(subscription.subscriber);
  return {names.begin(), names.end()};
}

}  // namespace

struct Relay::Impl {
  // What one round for a subscriber came to.
  enum class Progress { kNothing, kSome, kFull, kFailed };

  DeliveryStore store;
  const std::vector<std::string> subscribers;
  const Send send;
  const Clock& clock;
  telemetry::Metrics& metrics;
  const RelayOptions options;
  const Uuid holder;

  absl::Mutex mutex;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // Counts calls of Wake, so that one that comes while a round is under way is not missed.
  uint64_t wakes ABSL_GUARDED_BY(mutex) = 0;
  // We are the active relay until then, unless renewed.
  steady_clock::time_point lease_until ABSL_GUARDED_BY(mutex);

  std::vector<std::thread> threads;
  std::thread keeper;

  Impl(db::Database& database, const security::Keyring& keyring,
       const std::vector<Subscription>& subscriptions, Send send_in, const Clock& clock_in,
       telemetry::Metrics& metrics_in, RelayOptions options_in)
      : store(database, keyring),
        subscribers(SubscribersOf(subscriptions)),
        send(std::move(send_in)),
        clock(clock_in),
        metrics(metrics_in),
        options(options_in),
        holder(Uuid::V7(clock_in.Now())) {}

  bool Stopping() {
    absl::MutexLock lock(&mutex);
    return stopping;
  }

  bool Active() {
    absl::MutexLock lock(&mutex);
    return steady_clock::now() < lease_until;
  }

  uint64_t Wakes() {
    absl::MutexLock lock(&mutex);
    return wakes;
  }

  void Wake() {
    absl::MutexLock lock(&mutex);
    ++wakes;
  }

  void Sleep(absl::Duration duration) {
    absl::MutexLock lock(&mutex);
    mutex.AwaitWithTimeout(absl::Condition(&stopping), duration);
  }

  void SleepUnlessWoken(uint64_t seen, absl::Duration duration) {
    absl::MutexLock lock(&mutex);
    auto woken = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return stopping || wakes != seen; };
    mutex.AwaitWithTimeout(absl::Condition(&woken), duration);
  }

  // Doubles with each try after the first.
  absl::Duration Backoff(int tries) const {
    absl::Duration delay = options.backoff_min;
    for (int i = 1; i < tries && delay < options.backoff_max; ++i) delay *= 2;
    return std::min(delay, options.backoff_max);
  }

  void KeepLease();
  void PruneIfDue(steady_clock::time_point& due);
  void Serve(const std::string& subscriber);
  Progress DeliverBatch(const std::string& subscriber);
  Mark MarkRefused(const Pending& pending, std::string reason, bool hopeless) const;
  absl::StatusOr<std::vector<Mark>> SendBatch(const std::string& subscriber,
                                              const std::vector<Pending>& batch, bool& all_settled);
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
      const auto until = *held ? asked + absl::ToChronoNanoseconds(options.lease) : asked;
      const bool gained = *held && lease_until <= asked;
      lease_until = until;
      if (gained) ++wakes;
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

void Relay::Impl::Serve(const std::string& subscriber) {
  steady_clock::time_point report_due{};
  int failures = 0;
  int in_vain = 0;
  while (!Stopping()) {
    const uint64_t seen = Wakes();
    if (!Active()) {
      SleepUnlessWoken(seen, options.idle);
      continue;
    }
    const absl::Time began = absl::Now();
    const Progress progress = DeliverBatch(subscriber);
    const absl::Duration rest =
        std::clamp(kRests * (absl::Now() - began), kLeastRest, kLongestRest);
    ReportBacklog(subscriber, report_due);
    if (progress != Progress::kFailed) failures = 0;
    in_vain = progress == Progress::kNothing ? in_vain + 1 : 0;
    switch (progress) {
      case Progress::kFull:
        break;
      case Progress::kSome:
        Sleep(rest);
        break;
      case Progress::kNothing:
        // Most of what wakes it is for other subscribers: in their flood it looks ever less often.
        Sleep(std::min(in_vain * rest, kLongestRest));
        SleepUnlessWoken(seen, options.idle);
        break;
      case Progress::kFailed:
        // Not to be woken: new events do not mend a subscriber that is down.
        Sleep(Backoff(++failures));
        break;
    }
  }
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
                                                         const std::vector<Pending>& batch,
                                                         bool& all_settled) {
  std::vector<Mark> marks;
  std::vector<const Pending*> sent;
  std::set<Uuid> held;
  v1::DeliverRequest request;
  for (const Pending& pending : batch) {
    if (held.contains(pending.aggregate_id)) continue;
    if (pending.readable.ok()) {
      sent.push_back(&pending);
      *request.add_envelopes() = pending.envelope;
    } else {
      held.insert(pending.aggregate_id);
      marks.push_back(
          MarkRefused(pending, std::string(pending.readable.message()), /*hopeless=*/true));
    }
  }
  if (sent.empty()) return marks;

  HECHA_FAILPOINT("relay.before_deliver");
  absl::StatusOr<v1::DeliverResponse> response = send(subscriber, request);
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

Relay::Impl::Progress Relay::Impl::DeliverBatch(const std::string& subscriber) {
  absl::StatusOr<std::vector<Pending>> batch =
      store.FindPending(subscriber, clock.Now(), options.batch);
  if (batch.ok() && batch->empty()) return Progress::kNothing;
  bool all_settled = true;
  absl::StatusOr<std::vector<Mark>> marks =
      batch.ok() ? SendBatch(subscriber, *batch, all_settled) : batch.status();
  absl::Status status = marks.status();
  if (marks.ok() && !marks->empty()) status = store.Save(subscriber, *marks);
  if (!status.ok()) {
    telemetry::Log(telemetry::Level::kWarning, "events not delivered", "",
                   {{"subscriber", subscriber},
                    {"code", absl::StatusCodeToString(status.code())},
                    {"reason", std::string(status.message())}});
    return Progress::kFailed;
  }
  HECHA_FAILPOINT("relay.after_mark");
  int64_t delivered = 0;
  for (const Mark& mark : *marks) {
    if (mark.accepted) ++delivered;
    if (!mark.parked_at.has_value()) continue;
    telemetry::Log(telemetry::Level::kError, "event parked", mark.pending->envelope.traceparent(),
                   {{"subscriber", subscriber},
                    {"event", mark.pending->envelope.id()},
                    {"type", mark.pending->envelope.type()},
                    {"reason", mark.reason}});
  }
  metrics.CountDelivered(subscriber, delivered);
  if (!all_settled || marks->empty()) return Progress::kFailed;
  return std::ssize(*batch) < options.batch ? Progress::kSome : Progress::kFull;
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
  if (impl_->subscribers.empty()) return;
  impl_->keeper = std::thread([this] { impl_->KeepLease(); });
  for (const std::string& subscriber : impl_->subscribers) {
    impl_->threads.emplace_back([this, &subscriber] { impl_->Serve(subscriber); });
    pthread_setname_np(impl_->threads.back().native_handle(), "relay");
  }
}

void Relay::Wake() { impl_->Wake(); }

}  // namespace hecha::events
