#include "services/intake/retention_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO retention (lead_id, version, division, lead_no, outcome, restricted, sealed, "
    "closed_at, purge_after, purge_reason, content_hash, survivor_id) VALUES (?, ?, ?, ?, ?, ?, ?, "
    "?, ?, '', '', ?)";
constexpr char kUpdate[] =
    "UPDATE retention SET version = ?, outcome = ?, restricted = ?, closed_at = ?, archived_at = "
    "?, purge_after = ?, purge_requested_by = ?, purge_requested_at = ?, purge_reason = ?, "
    "purged_by = ?, purged_at = ?, content_hash = ?, reverified = ? WHERE lead_id = ? AND version "
    "= ?";
#define RETENTION_COLUMNS                                                                     \
  "SELECT lead_id, version, division, lead_no, outcome, restricted, closed_at, archived_at, " \
  "purge_after, purge_requested_by, purge_requested_at, purge_reason, purged_by, purged_at, " \
  "content_hash, sealed, survivor_id, reverified FROM retention "
constexpr char kFind[] = RETENTION_COLUMNS "WHERE lead_id = ?";
constexpr char kListDue[] = RETENTION_COLUMNS
    "WHERE division LIKE ? AND sealed = ? AND lead_id < ? AND purge_after <= ? AND purged_at IS "
    "NULL AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.id = retention.lead_id AND l.about_leader = "
    "1 AND l.division = ?) AND NOT EXISTS (SELECT 1 FROM lead_accused_unit a WHERE a.lead_id = "
    "retention.lead_id AND a.unit_id = ?) ORDER BY lead_id DESC LIMIT ?";
#undef RETENTION_COLUMNS
constexpr char kMergedHeld[] =
    "WITH RECURSIVE merged (lead_id, hops) AS ("
    "SELECT lead_id, 0 FROM retention WHERE survivor_id = ? UNION ALL "
    "SELECT r.lead_id, hops + 1 FROM merged JOIN retention r ON r.survivor_id = merged.lead_id "
    "WHERE hops < 16) "
    "SELECT 1 FROM merged JOIN retention_hold h ON h.lead_id = merged.lead_id "
    "WHERE h.released_at IS NULL LIMIT 1";
constexpr char kPutHold[] =
    "REPLACE INTO retention_hold (id, lead_id, reason, set_by, set_at, released_by, released_at, "
    "release_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kListHolds[] =
    "SELECT id, reason, set_by, set_at, released_by, released_at, release_reason "
    "FROM retention_hold WHERE lead_id = ? ORDER BY id";

constexpr char kFindTerm[] =
    "SELECT outcome, effective_from, days FROM retention_term WHERE outcome = ? AND "
    "effective_from <= ? ORDER BY effective_from DESC LIMIT 1";
constexpr char kListTerms[] =
    "SELECT outcome, effective_from, days FROM retention_term ORDER BY outcome, effective_from";
constexpr char kPutTerm[] =
    "REPLACE INTO retention_term (outcome, effective_from, days) VALUES (?, ?, ?)";

std::string Context(LeadId lead, std::string_view column) {
  return security::ColumnContext("retention", lead.uuid.bytes(), column);
}
std::string HoldColumn(HoldId id, std::string_view column) {
  return id.ToString() + "/" + std::string(column);
}

db::Param UnlessNil(UserId id) { return id.nil() ? db::Param() : db::ToParam(id); }

Retention Read(const db::Row& row) {
  Retention retention;
  retention.lead = row.As<LeadId>(0);
  retention.version = row.Int(1);
  retention.division = row.Text(2);
  retention.lead_no = row.Text(3);
  retention.outcome = static_cast<Outcome>(row.Int(4));
  retention.restricted = row.Bool(5);
  retention.closed_at = row.Time(6);
  retention.archived_at = row.OptionalTime(7);
  retention.purge_after = row.Time(8);
  if (!row.IsNull(9))
    retention.request = PurgeRequest{row.As<UserId>(9), row.Time(10), row.Text(11)};
  if (!row.IsNull(12)) retention.purged_by = row.As<UserId>(12);
  retention.purged_at = row.OptionalTime(13);
  retention.content_hash = row.Text(14);
  retention.sealed = row.Bool(15);
  if (!row.IsNull(16)) retention.survivor = row.As<LeadId>(16);
  retention.reverified = row.Bool(17);
  return retention;
}

Hold ReadHold(const db::Row& row) {
  Hold hold;
  hold.id = row.As<HoldId>(0);
  hold.reason = row.Text(1);
  hold.set_by = row.As<UserId>(2);
  hold.set_at = row.Time(3);
  if (!row.IsNull(4)) hold.released_by = row.As<UserId>(4);
  hold.released_at = row.OptionalTime(5);
  hold.release_reason = row.Text(6);
  return hold;
}

RetentionTerm ReadTerm(const db::Row& row) {
  return {static_cast<Outcome>(row.Int(0)), row.Time(1), static_cast<int>(row.Int(2))};
}

absl::Status OpenReason(const security::DataKey& key, LeadId lead, std::string_view column,
                        std::string& text) {
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(text, key.Open(text, Context(lead, column)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Retention> RetentionStore::Find(db::Transaction& transaction, LeadId lead) const {
  ASSIGN_OR_RETURN(std::optional<Retention> retention, transaction.QueryOne(kFind, Read, lead));
  if (!retention.has_value()) return RefuseUnknown("保管记录", "retention");
  RETURN_IF_ERROR(Complete(transaction, *retention));
  return *std::move(retention);
}

absl::Status RetentionStore::Update(db::Transaction& transaction,
                                    const Retention& retention) const {
  if (retention.version == 1) {
    return transaction
        .Execute(kInsert, retention.lead, retention.version, retention.division, retention.lead_no,
                 retention.outcome, retention.restricted, retention.sealed, retention.closed_at,
                 retention.purge_after,
                 retention.survivor.nil() ? db::Param() : db::ToParam(retention.survivor))
        .status();
  }
  const std::optional<PurgeRequest>& request = retention.request;
  ASSIGN_OR_RETURN(const std::string reason,
                   SealReason(transaction, retention, "purge_reason",
                              request.has_value() ? request->reason : std::string()));
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(
                       kUpdate, retention.version, retention.outcome, retention.restricted,
                       retention.closed_at, retention.archived_at, retention.purge_after,
                       request.has_value() ? db::ToParam(request->by) : db::Param(),
                       request.has_value() ? db::ToParam(request->at) : db::Param(), reason,
                       UnlessNil(retention.purged_by), retention.purged_at, retention.content_hash,
                       retention.reverified, retention.lead, retention.version - 1));
  if (changed == 0) return RefuseStale();
  return SaveHolds(transaction, retention);
}

absl::Status RetentionStore::SaveHolds(db::Transaction& transaction,
                                       const Retention& retention) const {
  for (const Hold& hold : retention.holds) {
    ASSIGN_OR_RETURN(
        const std::string reason,
        SealReason(transaction, retention, HoldColumn(hold.id, "reason"), hold.reason));
    ASSIGN_OR_RETURN(const std::string release_reason,
                     SealReason(transaction, retention, HoldColumn(hold.id, "release_reason"),
                                hold.release_reason));
    RETURN_IF_ERROR(transaction
                        .Execute(kPutHold, hold.id, retention.lead, reason, hold.set_by,
                                 hold.set_at, UnlessNil(hold.released_by), hold.released_at,
                                 release_reason)
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Retention>> RetentionStore::ListDue(db::Transaction& transaction,
                                                               const std::string& division,
                                                               bool sealed, const Actor& reader,
                                                               absl::Time now,
                                                               const Page& page) const {
  std::vector<Retention> due;
  RETURN_IF_ERROR(transaction.Query(
      kListDue, [&](const db::Row& row) { due.push_back(Read(row)); }, division + "%", sealed,
      page.before, now, reader.division, reader.unit, page.size + 1));
  for (Retention& retention : due) RETURN_IF_ERROR(Complete(transaction, retention));
  return due;
}

absl::StatusOr<std::string> RetentionStore::SealReason(db::Transaction& transaction,
                                                       const Retention& retention,
                                                       std::string_view column,
                                                       std::string_view text) const {
  if (text.empty()) return std::string();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, retention.lead.uuid));
  return key.Seal(text, Context(retention.lead, column));
}

absl::Status RetentionStore::Complete(db::Transaction& transaction, Retention& retention) const {
  RETURN_IF_ERROR(transaction.Query(
      kListHolds, [&](const db::Row& row) { retention.holds.push_back(ReadHold(row)); },
      retention.lead));
  if (retention.purged_at.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(transaction.Query(
      kMergedHeld, [&](const db::Row&) { retention.merged_held = true; }, retention.lead));
  if (!retention.request.has_value() && retention.holds.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, retention.lead.uuid));
  if (retention.request.has_value())
    RETURN_IF_ERROR(OpenReason(key, retention.lead, "purge_reason", retention.request->reason));
  for (Hold& hold : retention.holds) {
    RETURN_IF_ERROR(OpenReason(key, retention.lead, HoldColumn(hold.id, "reason"), hold.reason));
    RETURN_IF_ERROR(OpenReason(key, retention.lead, HoldColumn(hold.id, "release_reason"),
                               hold.release_reason));
  }
  return absl::OkStatus();
}

absl::StatusOr<RetentionTerm> RetentionStore::FindTerm(db::Transaction& transaction,
                                                       Outcome outcome, absl::Time at) const {
  ASSIGN_OR_RETURN(const std::optional<RetentionTerm> term,
                   transaction.QueryOne(kFindTerm, ReadTerm, outcome, at));
  if (!term.has_value()) return absl::InternalError("no term of retention for an outcome");
  return *term;
}

absl::StatusOr<std::vector<RetentionTerm>> RetentionStore::ListTerms(
    db::Transaction& transaction) const {
  std::vector<RetentionTerm> terms;
  RETURN_IF_ERROR(
      transaction.Query(kListTerms, [&](const db::Row& row) { terms.push_back(ReadTerm(row)); }));
  return terms;
}

absl::Status RetentionStore::PutTerm(db::Transaction& transaction,
                                     const RetentionTerm& term) const {
  return transaction.Execute(kPutTerm, term.outcome, term.effective_from, term.days).status();
}

}  // namespace hecha::intake
