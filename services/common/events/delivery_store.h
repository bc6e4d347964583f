// A DeliveryStore knows the tables of what is on its way: outbox, delivery, refused_delivery,
// relay_lease. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/common/db/database.h"
#include "services/common/events/pending.h"
#include "services/common/security/keyring.h"

namespace hecha::events {

// What became of a Pending.
struct Mark {
  const Pending* pending = nullptr;
  bool accepted = false;
  // For a refusal: how often by now, why, and when to try again or since when it is parked.
  int attempts = 0;
  std::string reason;
  absl::Time next_attempt_at;
  std::optional<absl::Time> parked_at;
};

// What has piled up for one subscriber.
struct Backlog {
  int64_t pending = 0;
  int64_t parked = 0;
  // When the oldest pending event happened.
  std::optional<absl::Time> oldest;
};

class DeliveryStore {
 public:
  DeliveryStore(db::Database& database, const security::Keyring& keyring)
      : database_(database), keyring_(keyring) {}

  // What may be sent to `subscriber` at `now`, in outbox order: not parked, not waiting for its
  // next try, and with no refused event of the same aggregate pending before it. At most `limit`
  // events, and no more than about a mebibyte beyond the first.
  absl::StatusOr<PendingBatch> FindPending(const std::string& subscriber, absl::Time now,
                                           int limit);
  // Records all of `marks` or, on error, none. What is no longer to be delivered is not refused.
  absl::Status Save(const std::string& subscriber, const std::vector<Mark>& marks);
  absl::StatusOr<Backlog> BacklogOf(const std::string& subscriber);

  // Takes or renews the lease for `lease` from now, by the database's clock. False if another
  // holder has it.
  absl::StatusOr<bool> TakeLease(const Uuid& holder, absl::Duration lease);
  absl::Status ReturnLease(const Uuid& holder);

  // Deletes events from before `before` that every subscriber has, some thousand at a time.
  // Returns how many; 0 when there is nothing left to prune.
  absl::StatusOr<int64_t> Prune(absl::Time before);

 private:
  db::Database& database_;
  const security::Keyring& keyring_;
};

}  // namespace hecha::events
