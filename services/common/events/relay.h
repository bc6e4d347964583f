// The Relay carries outbox rows to their subscribers.
//
// One relay a service is active at a time: it holds a lease row and renews it. For each
// subscriber it reads the pending delivery rows in outbox order, whatever their age (a row
// that committed late is simply still pending), calls EventSink.Deliver, and deletes what was
// accepted. In a flood of new aggregates it is handed their events as they are committed, and
// need not read them; should it lose them, their rows are pending still. A subscriber that is down
// backs off by itself and delays no other. An envelope that was refused `park_after` times is
// parked with its reason, where an operator sees and retries it (parked.h); later envelopes of the
// same aggregate wait behind it.
//
// The lease keeps two replicas from doing the same work. It is not what keeps events single:
// inboxes do that, so a relay that outlives its lease does no harm.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"
#include "services/common/events/journal.h"
#include "services/common/events/pending.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::events {

// How many envelopes one delivery holds at most: a relay sends no more, a sink refuses more.
inline constexpr int kMostDelivered = 256;

struct RelayOptions {
  int batch = kMostDelivered;
  // How long to wait when nothing was pending. A commit of this process wakes the relay at
  // once (Journal::OnCommit), so this matters only for rows of another replica and for the next
  // try of what was refused.
  absl::Duration idle = absl::Milliseconds(500);
  // A holder that is not heard of for so long loses the lease. Measured by the database.
  absl::Duration lease = absl::Seconds(5);
  // Between tries of a subscriber that is down, and of an envelope that was refused; doubling.
  absl::Duration backoff_min = absl::Milliseconds(50);
  absl::Duration backoff_max = absl::Seconds(5);
  int park_after = 8;
  // How long outbox rows stay once every subscriber has them.
  absl::Duration keep = absl::Hours(24 * 30);
};

class Relay {
 public:
  // Sends one batch to a named subscriber, from that subscriber's own thread. Must return
  // within a few seconds.
  using Send = std::function<absl::StatusOr<v1::DeliverResponse>(const std::string& subscriber,
                                                                 const v1::DeliverRequest&)>;

  Relay(db::Database& database, const security::Keyring& keyring,
        std::vector<Subscription> subscriptions, Send send, const Clock& clock,
        telemetry::Metrics& metrics, RelayOptions options = {});
  // Finishes the batch under way, gives the lease back and joins.
  ~Relay();

  void Start();
  // Tells the relay what was committed; without `fresh`, that rows are pending which it must find.
  void Wake(Fresh fresh = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::events
