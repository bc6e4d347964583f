#include "services/verification/clearance_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO clearance (id, version, state, case_id, lead_id, lead_no, division, allegation, "
    "subject, text, drafted_by, drafted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE clearance SET version = ?, state = ?, issued_by = ?, issued_at = ?, manner = ?, "
    "place = ?, consent = ?, announced_at = ? WHERE id = ? AND version = ?";
#define CLEARANCE_LINE                                                                       \
  "SELECT id, version, state, case_id, lead_id, lead_no, division, allegation, drafted_by, " \
  "drafted_at, issued_by, issued_at, manner, consent, announced_at"
constexpr char kFind[] = CLEARANCE_LINE ", subject, text, place FROM clearance WHERE id = ?";
constexpr char kList[] = CLEARANCE_LINE
    " FROM clearance WHERE division = ? AND id < ? AND (? IS NULL OR case_id = ?) ORDER BY id "
    "DESC LIMIT ?";
#undef CLEARANCE_LINE

std::string Context(ClearanceId id, std::string_view column) {
  return security::ColumnContext("clearance", id.ToString(), column);
}

Clearance ReadLine(const db::Row& row) {
  Clearance clearance;
  clearance.id = row.As<ClearanceId>(0);
  clearance.version = row.Int(1);
  clearance.state = static_cast<ClearanceState>(row.Int(2));
  clearance.case_id = row.As<CaseId>(3);
  clearance.lead = row.As<LeadId>(4);
  clearance.lead_no = row.Text(5);
  clearance.division = row.Text(6);
  clearance.draft.allegation = static_cast<int>(row.Int(7));
  clearance.drafted_by = row.As<UserId>(8);
  clearance.drafted_at = row.Time(9);
  if (!row.IsNull(10)) clearance.issued_by = row.As<UserId>(10);
  clearance.issued_at = row.OptionalTime(11);
  if (!row.IsNull(12)) {
    Announcement told;
    told.manner = static_cast<ClearanceManner>(row.Int(12));
    told.consent = row.Bool(13);
    told.announced_at = row.Time(14);
    clearance.announcement = std::move(told);
  }
  return clearance;
}

// The texts stay sealed until Find opens them.
Clearance Read(const db::Row& row) {
  Clearance clearance = ReadLine(row);
  clearance.draft.subject = row.Text(15);
  clearance.draft.text = row.Text(16);
  if (clearance.announcement.has_value()) clearance.announcement->place = row.Text(17);
  return clearance;
}

}  // namespace

absl::Status ClearanceStore::Insert(db::Transaction& transaction,
                                    const Clearance& clearance) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, clearance.lead.uuid));
  return transaction
      .Execute(kInsert, clearance.id, clearance.version, clearance.state, clearance.case_id,
               clearance.lead, clearance.lead_no, clearance.division, clearance.draft.allegation,
               key.Seal(clearance.draft.subject, Context(clearance.id, "subject")),
               key.Seal(clearance.draft.text, Context(clearance.id, "text")), clearance.drafted_by,
               clearance.drafted_at)
      .status();
}

absl::Status ClearanceStore::Update(db::Transaction& transaction,
                                    const Clearance& clearance) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, clearance.lead.uuid));
  std::vector<db::Param> params = {
      db::ToParam(clearance.version), db::ToParam(clearance.state),
      clearance.issued_at.has_value() ? db::ToParam(clearance.issued_by) : db::Param(),
      db::ToParam(clearance.issued_at)};
  if (const auto& told = clearance.announcement; told.has_value()) {
    params.insert(params.end(), {db::ToParam(told->manner),
                                 db::ToParam(key.Seal(told->place, Context(clearance.id, "place"))),
                                 db::ToParam(told->consent), db::ToParam(told->announced_at)});
  } else {
    params.resize(params.size() + 4);
  }
  params.push_back(db::ToParam(clearance.id));
  params.push_back(db::ToParam(clearance.version - 1));
  ASSIGN_OR_RETURN(const int64_t changed, transaction.ExecuteParams(kUpdate, params));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Clearance> ClearanceStore::Find(db::Transaction& transaction, ClearanceId id) const {
  ASSIGN_OR_RETURN(std::optional<Clearance> clearance, transaction.QueryOne(kFind, Read, id));
  if (!clearance.has_value()) return RefuseUnknown("澄清记录", "clearance");
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, clearance->lead.uuid));
  ClearanceDraft& draft = clearance->draft;
  ASSIGN_OR_RETURN(draft.subject, key.Open(draft.subject, Context(id, "subject")));
  ASSIGN_OR_RETURN(draft.text, key.Open(draft.text, Context(id, "text")));
  if (clearance->announcement.has_value()) {
    std::string& place = clearance->announcement->place;
    ASSIGN_OR_RETURN(place, key.Open(place, Context(id, "place")));
  }
  return *std::move(clearance);
}

absl::StatusOr<std::vector<Clearance>> ClearanceStore::List(db::Transaction& transaction,
                                                            const ClearanceFilter& filter,
                                                            const Page& page) const {
  std::vector<Clearance> clearances;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { clearances.push_back(ReadLine(row)); }, filter.division,
      page.before, filter.case_id, filter.case_id, page.size + 1));
  return clearances;
}

}  // namespace hecha::verification
