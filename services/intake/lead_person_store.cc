#include "services/intake/lead_person_store.h"

#include <fmt/format.h>

#include <map>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"

namespace hecha::intake {
namespace {

constexpr char kDisband[] =
    "DELETE FROM lead_person WHERE lead_id = ? AND case_id = ? AND aside = 0";
// Whoever stands aside already does not come back.
constexpr char kJoin[] =
    "INSERT IGNORE INTO lead_person (lead_id, user_id, case_id, aside) VALUES (?, ?, ?, 0)";
constexpr char kLeave[] =
    "DELETE FROM lead_person WHERE lead_id = ? AND user_id = ? AND case_id = ? AND aside = 0";
constexpr char kStandAside[] =
    "REPLACE INTO lead_person (lead_id, user_id, case_id, aside) VALUES (?, ?, ?, 1)";
constexpr char kList[] = "SELECT lead_id, user_id, aside FROM lead_person WHERE lead_id IN ({})";
constexpr char kDelete[] = "DELETE FROM lead_person WHERE lead_id = ?";

}  // namespace

absl::Status LeadPersonStore::ReplaceTeam(db::Transaction& transaction, LeadId lead, CaseId of,
                                          const std::vector<UserId>& team) const {
  RETURN_IF_ERROR(transaction.Execute(kDisband, lead, of).status());
  for (UserId user : team) RETURN_IF_ERROR(Join(transaction, lead, of, user));
  return absl::OkStatus();
}

absl::Status LeadPersonStore::Join(db::Transaction& transaction, LeadId lead, CaseId of,
                                   UserId user) const {
  return transaction.Execute(kJoin, lead, user, of).status();
}

absl::Status LeadPersonStore::Leave(db::Transaction& transaction, LeadId lead, CaseId of,
                                    UserId user) const {
  return transaction.Execute(kLeave, lead, user, of).status();
}

absl::Status LeadPersonStore::StandAside(db::Transaction& transaction, LeadId lead, CaseId of,
                                         UserId user) const {
  return transaction.Execute(kStandAside, lead, user, of).status();
}

absl::Status LeadPersonStore::AddTo(db::Transaction& transaction, std::span<Lead> leads) const {
  std::map<LeadId, Lead*> by_id;
  std::vector<db::Param> ids;
  // What no unit was given has no case.
  for (Lead& lead : leads) {
    if (lead.round == 0) continue;
    by_id[lead.id] = &lead;
    ids.push_back(db::ToParam(lead.id));
  }
  if (ids.empty()) return absl::OkStatus();
  const db::InList list = db::MakeInList(std::move(ids));
  return transaction.QueryParams(
      fmt::format(kList, list.marks),
      [&](const db::Row& row) {
        Lead& lead = *by_id.at(row.As<LeadId>(0));
        (row.Bool(2) ? lead.aside : lead.team).insert(row.As<UserId>(1));
      },
      list.values);
}

absl::Status LeadPersonStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
