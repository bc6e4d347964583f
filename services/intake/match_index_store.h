// A MatchIndexStore keeps what leads find each other by: the queue of leads that were not read
// yet, and the features of those that were; beside them, what was listed of each lead, by which it
// is taken out again: an index by lead would be as large as what it indexes, and written with each
// feature. The only place that knows the tables `match_queue`, `match_feature`, `match_listing` and
// `match_lock`. Stateless; safe for concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"
#include "services/intake/match_features.h"

namespace hecha::intake {

// A lead that waits to be read.
struct QueuedLead {
  LeadId id;
  // Whether it was read before: what was stored of it then may not hold any more.
  bool again = false;
  // How often its words changed while it waited.
  int64_t turn = 0;
};

class MatchIndexStore {
 public:
  absl::Status EnqueueAll(db::Transaction& transaction, std::span<const LeadId> leads) const;
  // The same for one that was read before and whose words changed since.
  absl::Status EnqueueAgain(db::Transaction& transaction, LeadId lead) const;
  // Nothing if the lead is not queued.
  absl::StatusOr<std::optional<QueuedLead>> FindQueued(db::Transaction& transaction,
                                                       LeadId lead) const;
  // Queued leads that can still be hoped for, `limit` at most: half of them the oldest, half the
  // newest, so that a lead that comes alone does not wait behind a whole list.
  absl::StatusOr<std::vector<QueuedLead>> ListQueued(db::Transaction& transaction, int limit) const;
  // But for those whose words changed since they were found queued.
  absl::Status DequeueAll(db::Transaction& transaction, std::span<const QueuedLead> read) const;
  // Counts an attempt that failed; after kMaxAttempts ListQueued passes over the lead.
  absl::Status Postpone(db::Transaction& transaction, LeadId lead) const;

  // Makes this transaction the only one that indexes, until it ends. It must be the first
  // statement, so that what the holder before wrote is seen. TryLock does not wait: false if
  // somebody else indexes.
  absl::Status Lock(db::Transaction& transaction) const;
  absl::StatusOr<bool> TryLock(db::Transaction& transaction) const;

  // Forgets the features of a lead that is read again.
  absl::Status Forget(db::Transaction& transaction, LeadId lead) const;
  // Adds the features of leads; those they have already stay.
  absl::Status AddAll(db::Transaction& transaction, std::span<const LeadFeatures> leads) const;
  static constexpr int kMaxAttempts = 5;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::intake
