#include "services/common/events/delivery_store.h"

#include <fmt/format.h>

#include <set>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/events/failpoint.h"
#include "services/common/events/sealed_payload.h"
#include "services/common/events/timestamp.h"

namespace hecha::events {
namespace {

constexpr size_t kBatchBytes = 1 << 20;
constexpr absl::Duration kPatience = absl::Seconds(10);

// By state, not by the last seq seen: a row that was committed late is simply pending still.
// STRAIGHT_JOIN because the delivery rows are few where the outbox is long.
constexpr char kFindPending[] = R"(
SELECT d.seq, d.evidence_only, COALESCE(f.attempts, 0), o.id, o.source, o.type, o.aggregate,
       o.aggregate_id, o.aggregate_version, o.division, o.occurred_at, o.traceparent,
       o.actor_id, o.actor_unit_id, o.action, o.commitment,
       CASE WHEN d.evidence_only = 0 THEN o.sealed END
FROM delivery d
STRAIGHT_JOIN outbox o ON o.seq = d.seq
LEFT JOIN refused_delivery f
  ON f.subscriber = d.subscriber AND f.aggregate_id = o.aggregate_id AND f.seq = d.seq
WHERE d.subscriber = ?
  AND (f.seq IS NULL OR (f.parked_at IS NULL AND f.next_attempt_at <= ?))
  AND NOT EXISTS (SELECT 1 FROM refused_delivery e
                  JOIN delivery x ON x.subscriber = e.subscriber AND x.seq = e.seq
                  WHERE e.subscriber = d.subscriber AND e.aggregate_id = o.aggregate_id
                    AND e.seq < d.seq)
ORDER BY d.seq LIMIT ?)";

// Row by row, because a scan, which the server prefers for a long list, would lock every row and
// wait for all that are being written.
constexpr char kDeleteDeliveries[] =
    "DELETE d FROM delivery d FORCE INDEX (PRIMARY) WHERE d.subscriber = ? AND d.seq IN ({})";
// Few rows at most: the subscriber's refusals.
constexpr char kDeleteRefused[] =
    "DELETE FROM refused_delivery WHERE subscriber = ? AND seq IN ({})";
// Only of what is still to be delivered: another relay may have had it accepted meanwhile, or a
// purge have called it off, and a refusal that nobody resolves would hold what follows for ever.
constexpr char kSaveRefused[] =
    "INSERT INTO refused_delivery (subscriber, aggregate_id, seq, attempts, next_attempt_at, "
    "parked_at, last_reason) SELECT d.subscriber, ?, d.seq, ?, ?, ?, ? FROM delivery d "
    "WHERE d.subscriber = ? AND d.seq = ? ON DUPLICATE KEY UPDATE attempts = VALUES(attempts), "
    "next_attempt_at = VALUES(next_attempt_at), parked_at = VALUES(parked_at), "
    "last_reason = VALUES(last_reason)";

constexpr char kCountPending[] = "SELECT COUNT(*), MIN(seq) FROM delivery WHERE subscriber = ?";
constexpr char kFindOccurred[] = "SELECT occurred_at FROM outbox WHERE seq = ?";
constexpr char kCountParked[] =
    "SELECT COUNT(*) FROM refused_delivery WHERE subscriber = ? AND parked_at IS NOT NULL";

constexpr char kTakeLease[] =
    "UPDATE relay_lease SET holder = ?, expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND "
    "WHERE name = 'relay' AND (holder = ? OR expires_at < UTC_TIMESTAMP(6))";
constexpr char kCreateLease[] =
    "INSERT IGNORE INTO relay_lease (name, holder, expires_at) "
    "VALUES ('relay', ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)";
constexpr char kReturnLease[] = "DELETE FROM relay_lease WHERE name = 'relay' AND holder = ?";

// Looks at a few rows, the oldest first, so that finding nothing to prune costs nothing.
constexpr char kFindPrunable[] =
    "SELECT MAX(seq) FROM (SELECT seq, occurred_at FROM outbox WHERE seq > ? ORDER BY seq "
    "LIMIT 1000) AS head WHERE occurred_at < ?";
constexpr char kListSubscribers[] = "SELECT subscriber FROM delivery GROUP BY subscriber";
constexpr char kListPending[] =
    "SELECT seq FROM delivery WHERE subscriber = ? AND seq > ? AND seq <= ?";
constexpr char kPrune[] =
    "DELETE FROM outbox WHERE seq > ? AND seq <= ? AND occurred_at < ? AND seq NOT IN ({})";

// What of the outbox's rows beyond `first`, up to `last`, somebody does not have yet.
absl::StatusOr<std::set<int64_t>> PendingWithin(db::Transaction& transaction, int64_t first,
                                                int64_t last) {
  std::vector<std::string> subscribers;
  RETURN_IF_ERROR(transaction.Query(
      kListSubscribers, [&](const db::Row& row) { subscribers.push_back(row.Text(0)); }));
  std::set<int64_t> pending;
  for (const std::string& subscriber : subscribers)
    RETURN_IF_ERROR(transaction.Query(
        kListPending, [&](const db::Row& row) { pending.insert(row.Int(0)); }, subscriber, first,
        last));
  return pending;
}

absl::Time Deadline() { return absl::Now() + kPatience; }

Pending ReadPending(const db::Row& row, const security::Keyring& keyring) {
  Pending pending;
  pending.seq = row.Int(0);
  pending.attempts = static_cast<int>(row.Int(2));
  pending.aggregate_id = row.Id(7);
  const Uuid id = row.Id(3);
  v1::Envelope& envelope = pending.envelope;
  envelope.set_id(id.ToString());
  envelope.set_source(row.Text(4));
  envelope.set_type(row.Text(5));
  envelope.set_aggregate(row.Text(6));
  envelope.set_aggregate_id(pending.aggregate_id.ToString());
  envelope.set_aggregate_version(row.Int(8));
  envelope.set_division(row.Text(9));
  SetTimestamp(row.Time(10), envelope.mutable_occurred_at());
  envelope.set_traceparent(row.Text(11));
  v1::Audit& audit = *envelope.mutable_audit();
  audit.set_actor_id(row.Text(12));
  audit.set_actor_unit_id(row.Text(13));
  audit.set_action(row.Text(14));
  audit.set_commitment(row.Text(15));
  if (row.Bool(1)) return pending;  // evidence only: nobody needs the content

  absl::StatusOr<OpenPayload> content = UnsealPayload(keyring, id, row.Text(16));
  if (!content.ok()) {
    pending.readable = content.status();
    return pending;
  }
  envelope.set_salt(std::move(content->salt));
  envelope.set_payload(std::move(content->payload));
  return pending;
}

// Deletes what the subscriber has by now, and that it once refused it, which the one who sent it
// need not have seen.
absl::Status DeleteDelivered(db::Transaction& transaction, const std::string& subscriber,
                             const std::vector<int64_t>& seqs) {
  if (seqs.empty()) return absl::OkStatus();
  db::InList list = db::MakeInList(seqs);
  list.values.insert(list.values.begin(), db::ToParam(subscriber));
  RETURN_IF_ERROR(
      transaction.ExecuteParams(fmt::format(kDeleteRefused, list.marks), list.values).status());
  return transaction.ExecuteParams(fmt::format(kDeleteDeliveries, list.marks), list.values)
      .status();
}

}  // namespace

absl::StatusOr<PendingBatch> DeliveryStore::FindPending(const std::string& subscriber,
                                                        absl::Time now, int limit) {
  return database_.Read(Deadline(),
                        [&](db::Transaction& transaction) -> absl::StatusOr<PendingBatch> {
                          PendingBatch batch;
                          size_t bytes = 0;
                          RETURN_IF_ERROR(transaction.Query(
                              kFindPending,
                              [&](const db::Row& row) {
                                // What does not fit ends the batch: skipping it alone would reorder
                                // its aggregate.
                                if (batch.more) return;
                                Pending pending = ReadPending(row, keyring_);
                                bytes += pending.envelope.ByteSizeLong();
                                batch.more = bytes > kBatchBytes && !batch.events.empty();
                                if (!batch.more) batch.events.push_back(std::move(pending));
                              },
                              subscriber, now, limit));
                          batch.more |= std::ssize(batch.events) == limit;
                          return batch;
                        });
}

absl::Status DeliveryStore::Save(const std::string& subscriber, const std::vector<Mark>& marks) {
  return database_.Transact(Deadline(), [&](db::Transaction& transaction) -> absl::Status {
    std::vector<int64_t> accepted;
    for (const Mark& mark : marks) {
      const Pending& pending = *mark.pending;
      if (!mark.accepted) {
        RETURN_IF_ERROR(transaction
                            .Execute(kSaveRefused, pending.aggregate_id, mark.attempts,
                                     mark.next_attempt_at, mark.parked_at, mark.reason, subscriber,
                                     pending.seq)
                            .status());
      } else {
        accepted.push_back(pending.seq);
      }
    }
    RETURN_IF_ERROR(DeleteDelivered(transaction, subscriber, accepted));
    HECHA_FAILPOINT("relay.before_mark");
    return absl::OkStatus();
  });
}

absl::StatusOr<Backlog> DeliveryStore::BacklogOf(const std::string& subscriber) {
  return database_.Read(Deadline(), [&](db::Transaction& transaction) -> absl::StatusOr<Backlog> {
    Backlog backlog;
    std::optional<int64_t> first;
    RETURN_IF_ERROR(transaction.Query(
        kCountPending,
        [&](const db::Row& row) {
          backlog.pending = row.Int(0);
          first = row.OptionalInt(1);
        },
        subscriber));
    if (first.has_value()) {
      ASSIGN_OR_RETURN(backlog.oldest,
                       transaction.QueryOne(
                           kFindOccurred, [](const db::Row& row) { return row.Time(0); }, *first));
    }
    RETURN_IF_ERROR(transaction.Query(
        kCountParked, [&](const db::Row& row) { backlog.parked = row.Int(0); }, subscriber));
    return backlog;
  });
}

absl::StatusOr<bool> DeliveryStore::TakeLease(const Uuid& holder, absl::Duration lease) {
  const int64_t micros = absl::ToInt64Microseconds(lease);
  return database_.Transact(Deadline(), [&](db::Transaction& transaction) -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(const int64_t taken, transaction.Execute(kTakeLease, holder, micros, holder));
    if (taken == 1) return true;
    ASSIGN_OR_RETURN(const int64_t created, transaction.Execute(kCreateLease, holder, micros));
    return created == 1;
  });
}

absl::Status DeliveryStore::ReturnLease(const Uuid& holder) {
  return database_.Transact(Deadline(), [&](db::Transaction& transaction) {
    return transaction.Execute(kReturnLease, holder).status();
  });
}

absl::StatusOr<int64_t> DeliveryStore::Prune(absl::Time before) {
  // Past what is old and must stay, until there is something to prune or nothing old is left.
  for (int64_t first = 0;;) {
    std::optional<int64_t> last;
    ASSIGN_OR_RETURN(
        const int64_t pruned,
        database_.Transact(
            Deadline(), [&](db::Transaction& transaction) -> absl::StatusOr<int64_t> {
              last.reset();
              RETURN_IF_ERROR(transaction.Query(
                  kFindPrunable, [&](const db::Row& row) { last = row.OptionalInt(0); }, first,
                  before));
              if (!last.has_value()) return 0;
              ASSIGN_OR_RETURN(std::set<int64_t> kept, PendingWithin(transaction, first, *last));
              if (kept.empty()) kept.insert(0);  // no row's seq: a list cannot be empty
              db::InList list = db::MakeInList(kept);
              const std::vector<db::Param> range = {db::ToParam(first), db::ToParam(*last),
                                                    db::ToParam(before)};
              list.values.insert(list.values.begin(), range.begin(), range.end());
              return transaction.ExecuteParams(fmt::format(kPrune, list.marks), list.values);
            }));
    if (pruned > 0 || !last.has_value()) return pruned;
    first = *last;
  }
}

}  // namespace hecha::events
