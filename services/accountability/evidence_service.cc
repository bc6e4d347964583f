#include "services/accountability/evidence_service.h"

#include <fmt/format.h>

#include <utility>

#include "absl/time/clock.h"
#include "services/accountability/checkpoint.h"
#include "services/common/base/planted_bug.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/failpoint.h"
#include "services/common/events/timestamp.h"
#include "services/common/telemetry/log.h"

namespace hecha::accountability {
namespace {

// For work that no call waits for.
constexpr absl::Duration kPatience = absl::Seconds(15);

// The log's key; a new one only for a log that never had one.
absl::StatusOr<security::SigningKey> OpenKey(const std::string& path, bool first_start) {
  absl::StatusOr<security::SigningKey> key = security::SigningKey::Load(path);
  if (key.ok() || !absl::IsNotFound(key.status())) return key;
  if (!first_start)
    return absl::FailedPreconditionError(
        fmt::format("the evidence log's key {} is gone: restore it", path));
  security::SigningKey fresh = security::SigningKey::Generate();
  RETURN_IF_ERROR(fresh.Save(path));
  return fresh;
}

absl::StatusOr<Evidence> FromEnvelope(const events::v1::Envelope& envelope) {
  Evidence evidence;
  ASSIGN_OR_RETURN(evidence.event_id, Uuid::Parse(envelope.id()));
  evidence.source = envelope.source();
  evidence.type = envelope.type();
  evidence.aggregate = envelope.aggregate();
  ASSIGN_OR_RETURN(evidence.aggregate_id, Uuid::Parse(envelope.aggregate_id()));
  evidence.version = envelope.aggregate_version();
  evidence.division = envelope.division();
  evidence.occurred_at = events::FromTimestamp(envelope.occurred_at());
  evidence.actor = envelope.audit().actor_id();
  evidence.unit = envelope.audit().actor_unit_id();
  evidence.action = envelope.audit().action();
  evidence.commitment = envelope.audit().commitment();
  return evidence;
}

// The size that a proof is asked for: 0 stands for the present one.
absl::StatusOr<int64_t> ChooseSize(std::string_view field, int64_t asked, int64_t present) {
  if (asked < 0 || asked > present)
    return RefuseField("NO_SUCH_TREE", field, "存证日志没有这个大小",
                       "the log never had a tree of that size");
  return asked == 0 ? present : asked;
}

absl::Status NotDelivered() {
  return RefuseState("NOT_DELIVERED", "存证尚未送达日志，请稍后再试",
                     "the event is on its way to the log; ask again in a second");
}

}  // namespace

absl::StatusOr<std::unique_ptr<EvidenceService>> EvidenceService::Open(
    db::Database& database, telemetry::Metrics& metrics, const EvidenceOptions& options) {
  if (!IsLogName(options.origin))
    return absl::InvalidArgumentError("the evidence log's origin is no name of a key");
  const EvidenceStore store{};
  return database.Transact(
      absl::Now() + kPatience,
      [&](db::Transaction& transaction) -> absl::StatusOr<std::unique_ptr<EvidenceService>> {
        ASSIGN_OR_RETURN(EvidenceHead head, store.LockHead(transaction));
        const bool first_start = head.verifier_key.empty();
        ASSIGN_OR_RETURN(security::SigningKey key, OpenKey(options.key_file, first_start));
        const std::string verifier_key = VerifierKey(options.origin, key.public_key);
        if (first_start) {
          head.verifier_key = verifier_key;
          RETURN_IF_ERROR(store.SaveHead(transaction, head));
        } else if (head.verifier_key != verifier_key) {
          return absl::FailedPreconditionError(fmt::format(
              "the evidence log was signed by {}, not by {}", head.verifier_key, verifier_key));
        }
        return std::unique_ptr<EvidenceService>(
            new EvidenceService(database, metrics, options.origin, std::move(key)));
      });
}

EvidenceService::EvidenceService(db::Database& database, telemetry::Metrics& metrics,
                                 std::string origin, security::SigningKey key)
    : database_(database), metrics_(metrics), origin_(std::move(origin)), key_(std::move(key)) {}

absl::Status EvidenceService::Record(db::Transaction& transaction,
                                     std::span<const events::v1::Envelope* const> envelopes) const {
  std::vector<EvidenceStore::NewEntry> entries;
  for (const events::v1::Envelope* envelope : envelopes) {
    ASSIGN_OR_RETURN(Evidence evidence, FromEnvelope(*envelope));
    ASSIGN_OR_RETURN(std::string leaf, evidence.Leaf());
    if (HECHA_PLANTED_BUG("evidence.entry")) continue;
    entries.push_back({std::move(evidence), std::move(leaf)});
  }
  const absl::Status status = Append(transaction, entries);
  if (!absl::IsDataLoss(status)) return status;
  // The fault is the log's, not the event's: its sender keeps it until the log is whole again.
  telemetry::Log(telemetry::Level::kError, "the evidence log stands still", "",
                 {{"error", status.ToString()}});
  return absl::UnavailableError("the evidence log stands still");
}

absl::Status EvidenceService::Append(db::Transaction& transaction,
                                     std::span<const EvidenceStore::NewEntry> entries) const {
  // The lock first: the statements after it see what the delivery before us committed.
  ASSIGN_OR_RETURN(EvidenceHead head, store_.LockHead(transaction));
  ASSIGN_OR_RETURN(MerkleFrontier frontier, store_.Frontier(transaction, head.size));
  if (frontier.Root() != head.root)
    return absl::DataLossError("the nodes of the evidence log do not make up its root");
  RETURN_IF_ERROR(store_.InsertAll(transaction, entries, head.size));
  std::vector<Node> completed;
  for (const EvidenceStore::NewEntry& entry : entries) {
    const bool other = HECHA_PLANTED_BUG("evidence.leaf");
    frontier.Append(LeafHash(other ? "" : entry.leaf), completed);
  }
  RETURN_IF_ERROR(store_.InsertNodes(transaction, completed));
  head.size = frontier.size();
  head.root = frontier.Root();
  RETURN_IF_ERROR(store_.SaveHead(transaction, head));
  HECHA_FAILPOINT("evidence.before_commit");
  return absl::OkStatus();
}

absl::Status EvidenceService::Measure() {
  return database_.Read(absl::Now() + kPatience, [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const EvidenceHead head, store_.Head(transaction));
    ASSIGN_OR_RETURN(const int64_t missing, store_.CountMissing(transaction));
    metrics_.SetGauge("hecha_evidence_size", "Leaves of the evidence log.", {},
                      static_cast<double>(head.size));
    metrics_.SetGauge("hecha_evidence_gaps", "Versions of aggregates that never arrived.", {},
                      static_cast<double>(missing));
    return absl::OkStatus();
  });
}

absl::StatusOr<SignedHead> EvidenceService::Checkpoint(const Call& call) const {
  ASSIGN_OR_RETURN(EvidenceHead head,
                   database_.Read(call.deadline, [&](db::Transaction& transaction) {
                     return store_.Head(transaction);
                   }));
  return Sign(std::move(head));
}

SignedHead EvidenceService::Sign(EvidenceHead head) const {
  const std::string text = CheckpointText(origin_, head.size, head.root);
  return {origin_, std::move(head), SignedNote(text, origin_, key_.public_key, key_.Sign(text))};
}

absl::StatusOr<std::vector<EvidenceEntry>> EvidenceService::List(const Call& call,
                                                                 EvidenceFilter filter,
                                                                 int64_t before, int limit) const {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return store_.List(transaction, filter, before, limit);
  });
}

absl::StatusOr<EvidenceService::News> EvidenceService::ListNews(const Call& call,
                                                                int64_t since) const {
  return database_.Read(call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<News> {
    ASSIGN_OR_RETURN(const EvidenceHead head, store_.Head(transaction));
    News news{{}, head.size};
    if (since > 0 && since < head.size) {
      ASSIGN_OR_RETURN(news.changes, store_.ListNews(transaction, since, head.size));
    }
    return news;
  });
}

absl::StatusOr<ProvenEntry> EvidenceService::ProveInclusion(const Call& call,
                                                            std::optional<int64_t> index,
                                                            Uuid event_id,
                                                            int64_t tree_size) const {
  return database_.Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ProvenEntry> {
        ProvenEntry proven;
        ASSIGN_OR_RETURN(proven.entry, index.has_value()
                                           ? store_.Find(transaction, *index)
                                           : store_.FindByEvent(transaction, event_id));
        if (!call.actor.Covers(proven.entry.evidence.division))
          return RefuseUnknown("存证", "entry");
        ASSIGN_OR_RETURN(const EvidenceHead head, store_.Head(transaction));
        ASSIGN_OR_RETURN(proven.tree_size, ChooseSize("tree_size", tree_size, head.size));
        if (proven.entry.index >= proven.tree_size)
          return RefuseField("NOT_IN_TREE", "tree_size", "该存证晚于这个日志大小",
                             "the entry is newer than a tree of that size");
        ASSIGN_OR_RETURN(proven.path, InclusionProof(proven.entry.index, proven.tree_size,
                                                     store_.Nodes(transaction)));
        return proven;
      });
}

absl::StatusOr<ProvenEvents> EvidenceService::ProveEvents(const Call& call,
                                                          const std::vector<Uuid>& events) const {
  return database_.Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ProvenEvents> {
        ASSIGN_OR_RETURN(EvidenceHead head, store_.Head(transaction));
        std::vector<ProvenEntry> entries;
        for (const Uuid& event : events) {
          absl::StatusOr<EvidenceEntry> entry = store_.FindByEvent(transaction, event);
          if (absl::IsNotFound(entry.status())) return NotDelivered();
          RETURN_IF_ERROR(entry.status());
          ProvenEntry& proven = entries.emplace_back();
          proven.entry = *std::move(entry);
          proven.tree_size = head.size;
          ASSIGN_OR_RETURN(proven.path, InclusionProof(proven.entry.index, head.size,
                                                       store_.Nodes(transaction)));
        }
        return ProvenEvents{Sign(std::move(head)), std::move(entries)};
      });
}

absl::StatusOr<ProvenGrowth> EvidenceService::ProveConsistency(const Call& call, int64_t first,
                                                               int64_t second) const {
  return database_.Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ProvenGrowth> {
        ASSIGN_OR_RETURN(const EvidenceHead head, store_.Head(transaction));
        ProvenGrowth proven;
        ASSIGN_OR_RETURN(proven.second, ChooseSize("second", second, head.size));
        if (first < 0 || first > proven.second)
          return RefuseField("NO_SUCH_TREE", "first", "前一个大小不能超过后一个",
                             "the first tree must not be larger than the second");
        proven.first = first;
        ASSIGN_OR_RETURN(proven.proof,
                         ConsistencyProof(first, proven.second, store_.Nodes(transaction)));
        return proven;
      });
}

}  // namespace hecha::accountability
