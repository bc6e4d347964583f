#include "services/verification/revisit_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPolicyAt[] =
    "SELECT per_mille, after_days FROM revisit_policy WHERE effective_from <= ? ORDER BY "
    "effective_from DESC LIMIT 1";
constexpr char kInsert[] =
    "INSERT INTO revisit (id, version, state, case_id, lead_id, lead_no, division, due_at) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE revisit SET version = ?, state = ?, contacted_at = ?, contacted_by = ?, attitude = ?, "
    "note = ? WHERE id = ? AND version = ?";
#define REVISIT_COLUMNS                                                                    \
  "SELECT id, version, state, case_id, lead_id, lead_no, division, due_at, contacted_at, " \
  "contacted_by, attitude, note FROM revisit "
constexpr char kFind[] = REVISIT_COLUMNS "WHERE id = ?";
constexpr char kList[] = REVISIT_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND (? IS NULL OR "
    "case_id = ?) ORDER BY id DESC LIMIT ?";
#undef REVISIT_COLUMNS

std::string Context(RevisitId id) {
  return security::ColumnContext("revisit", id.ToString(), "note");
}

// The note stays sealed until OpenNote, because a row's reader has no way to fail.
Revisit Read(const db::Row& row) {
  Revisit revisit;
  revisit.id = row.As<RevisitId>(0);
  revisit.version = row.Int(1);
  revisit.state = static_cast<RevisitState>(row.Int(2));
  revisit.case_id = row.As<CaseId>(3);
  revisit.lead = row.As<LeadId>(4);
  revisit.lead_no = row.Text(5);
  revisit.division = row.Text(6);
  revisit.due_at = row.Time(7);
  revisit.contacted_at = row.OptionalTime(8);
  if (!row.IsNull(9)) revisit.contacted_by = row.As<UserId>(9);
  if (!row.IsNull(10)) revisit.attitude = static_cast<Attitude>(row.Int(10));
  revisit.note = row.OptionalText(11).value_or("");
  return revisit;
}

constexpr char kListPolicies[] =
    "SELECT effective_from, per_mille, after_days FROM revisit_policy ORDER BY effective_from";
constexpr char kPutPolicy[] =
    "INSERT INTO revisit_policy (effective_from, per_mille, after_days) VALUES (?, ?, ?)";

}  // namespace

absl::StatusOr<RevisitPolicy> RevisitStore::PolicyAt(db::Transaction& transaction,
                                                     absl::Time at) const {
  ASSIGN_OR_RETURN(
      const std::optional<RevisitPolicy> policy,
      transaction.QueryOne(
          kPolicyAt,
          [](const db::Row& row) {
            return RevisitPolicy{static_cast<int>(row.Int(0)), static_cast<int>(row.Int(1))};
          },
          at));
  return policy.value_or(RevisitPolicy());
}

absl::Status RevisitStore::Insert(db::Transaction& transaction, const Revisit& revisit) const {
  return transaction
      .Execute(kInsert, revisit.id, revisit.version, revisit.state, revisit.case_id, revisit.lead,
               revisit.lead_no, revisit.division, revisit.due_at)
      .status();
}

absl::Status RevisitStore::Update(db::Transaction& transaction, const Revisit& revisit) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, revisit.lead.uuid));
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, revisit.version, revisit.state,
                                       revisit.contacted_at, revisit.contacted_by, revisit.attitude,
                                       key.Seal(revisit.note, Context(revisit.id)), revisit.id,
                                       revisit.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Revisit> RevisitStore::Find(db::Transaction& transaction, RevisitId id) const {
  ASSIGN_OR_RETURN(std::optional<Revisit> revisit, transaction.QueryOne(kFind, Read, id));
  if (!revisit.has_value()) return RefuseUnknown("回访", "revisit");
  RETURN_IF_ERROR(OpenNote(transaction, *revisit));
  return *std::move(revisit);
}

absl::Status RevisitStore::OpenNote(db::Transaction& transaction, Revisit& revisit) const {
  if (revisit.note.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, revisit.lead.uuid));
  ASSIGN_OR_RETURN(revisit.note, key.Open(revisit.note, Context(revisit.id)));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Revisit>> RevisitStore::List(db::Transaction& transaction,
                                                        const RevisitFilter& filter,
                                                        const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Revisit> revisits;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { revisits.push_back(Read(row)); }, filter.division + "%",
      page.before, state, state, filter.case_id, filter.case_id, page.size + 1));
  for (Revisit& revisit : revisits) RETURN_IF_ERROR(OpenNote(transaction, revisit));
  return revisits;
}

absl::StatusOr<std::vector<DatedRevisits>> RevisitStore::ListPolicies(
    db::Transaction& transaction) const {
  std::vector<DatedRevisits> policies;
  RETURN_IF_ERROR(transaction.Query(kListPolicies, [&](const db::Row& row) {
    policies.push_back({row.Time(0), {static_cast<int>(row.Int(1)), static_cast<int>(row.Int(2))}});
  }));
  return policies;
}

absl::Status RevisitStore::PutPolicy(db::Transaction& transaction,
                                     const DatedRevisits& dated) const {
  return transaction
      .Execute(kPutPolicy, dated.effective_from, dated.policy.per_mille, dated.policy.after_days)
      .status();
}

}  // namespace hecha::verification
