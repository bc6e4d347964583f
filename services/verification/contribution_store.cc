#include "services/verification/contribution_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/verification/lead_aside_store.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO contribution (id, version, state, case_id, lead_id, division, asking_unit_id, "
    "unit_id, request, due, requested_by, requested_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?)";
constexpr char kUpdate[] =
    "UPDATE contribution SET version = ?, state = ?, answer = ?, answered_by = ?, answered_at = ? "
    "WHERE id = ? AND version = ?";
#define CONTRIBUTION                                                                 \
  "SELECT id, version, state, case_id, lead_id, division, asking_unit_id, unit_id, " \
  "request, due, requested_by, requested_at, answer, answered_by, answered_at FROM " \
  "contribution WHERE "
constexpr char kFind[] = CONTRIBUTION "id = ?";
constexpr char kList[] = CONTRIBUTION
    "id < ? AND (? IS NULL OR case_id = ?) AND (? IS NULL OR (unit_id = ? AND NOT "
    "EXISTS (SELECT 1 FROM lead_barred_unit AS b WHERE b.lead_id = contribution.lead_id AND "
    "b.unit_id = contribution.unit_id))) AND (? = 0 OR state = ?) AND NOT " STANDS_ASIDE_FROM(
        "contribution.lead_id") " ORDER BY id DESC LIMIT ?";
#undef CONTRIBUTION

std::string Context(ContributionId id, std::string_view column) {
  return security::ColumnContext("contribution", id.ToString(), column);
}

Contribution Read(const db::Row& row) {
  Contribution one;
  one.id = row.As<ContributionId>(0);
  one.version = row.Int(1);
  one.state = static_cast<ContributionState>(row.Int(2));
  one.case_id = row.As<CaseId>(3);
  one.lead = row.As<Id<LeadTag>>(4);
  one.division = row.Text(5);
  one.asking_unit = row.As<UnitId>(6);
  one.unit = row.As<UnitId>(7);
  one.request = row.Text(8);
  one.due = row.Time(9);
  one.requested_by = row.As<UserId>(10);
  one.requested_at = row.Time(11);
  one.answer = row.OptionalText(12).value_or("");
  if (!row.IsNull(13)) one.answered_by = row.As<UserId>(13);
  one.answered_at = row.OptionalTime(14);
  return one;
}

}  // namespace

absl::Status ContributionStore::Insert(db::Transaction& transaction,
                                       const Contribution& one) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, one.lead.uuid));
  return transaction
      .Execute(kInsert, one.id, one.version, one.state, one.case_id, one.lead, one.division,
               one.asking_unit, one.unit, key.Seal(one.request, Context(one.id, "request")),
               one.due, one.requested_by, one.requested_at)
      .status();
}

absl::Status ContributionStore::Update(db::Transaction& transaction,
                                       const Contribution& one) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, one.lead.uuid));
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, one.version, one.state,
                                       key.Seal(one.answer, Context(one.id, "answer")),
                                       one.answered_by, one.answered_at, one.id, one.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::Status ContributionStore::OpenTexts(db::Transaction& transaction, Contribution& one) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, one.lead.uuid));
  ASSIGN_OR_RETURN(one.request, key.Open(one.request, Context(one.id, "request")));
  if (one.answer.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(one.answer, key.Open(one.answer, Context(one.id, "answer")));
  return absl::OkStatus();
}

absl::StatusOr<Contribution> ContributionStore::Find(db::Transaction& transaction,
                                                     ContributionId id) const {
  ASSIGN_OR_RETURN(std::optional<Contribution> one, transaction.QueryOne(kFind, Read, id));
  if (!one.has_value()) return RefuseUnknown("协办请求", "contribution");
  RETURN_IF_ERROR(OpenTexts(transaction, *one));
  return *std::move(one);
}

absl::StatusOr<std::vector<Contribution>> ContributionStore::List(db::Transaction& transaction,
                                                                  const ContributionFilter& filter,
                                                                  const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Contribution> found;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { found.push_back(Read(row)); }, page.before, filter.case_id,
      filter.case_id, filter.unit, filter.unit, state, state, filter.viewer, page.size + 1));
  for (Contribution& one : found) RETURN_IF_ERROR(OpenTexts(transaction, one));
  return found;
}

}  // namespace hecha::verification
