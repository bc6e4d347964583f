#include "services/intake/lead_return_store.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"

namespace hecha::intake {
namespace {

constexpr char kPut[] =
    "REPLACE INTO lead_return (lead_id, round, unit_id, unit_name, returned_at, reason, decision, "
    "decided_by, decided_at, decision_reason, recalled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kListByLead[] =
    "SELECT round, unit_id, unit_name, returned_at, reason, decision, decided_by, decided_at, "
    "decision_reason, recalled FROM lead_return WHERE lead_id = ? ORDER BY round";

std::string Context(LeadId lead, int round, std::string_view column) {
  return security::ColumnContext("lead_return", fmt::format("{}/{}", lead.uuid.bytes(), round),
                                 column);
}

LeadReturn Read(const db::Row& row) {
  LeadReturn returned;
  returned.round = static_cast<int>(row.Int(0));
  returned.unit = row.As<UnitId>(1);
  returned.unit_name = row.Text(2);
  returned.returned_at = row.Time(3);
  returned.reason = row.Text(4);
  if (row.Int(5) != 0) returned.decision = static_cast<ReturnDecision>(row.Int(5));
  if (!row.IsNull(6)) returned.decided_by = row.As<UserId>(6);
  returned.decided_at = row.OptionalTime(7);
  returned.decision_reason = row.Text(8);
  returned.recalled = row.Bool(9);
  return returned;
}

constexpr char kDelete[] = "DELETE FROM lead_return WHERE lead_id = ?";

}  // namespace

absl::Status LeadReturnStore::Put(db::Transaction& transaction, const security::DataKey& key,
                                  LeadId lead, const LeadReturn& returned) const {
  const int64_t decision = returned.decision ? static_cast<int64_t>(*returned.decision) : 0;
  const std::optional<UserId> by =
      returned.decision ? std::optional<UserId>(returned.decided_by) : std::nullopt;
  return transaction
      .Execute(kPut, lead, returned.round, returned.unit, returned.unit_name, returned.returned_at,
               key.Seal(returned.reason, Context(lead, returned.round, "reason")), decision, by,
               returned.decided_at,
               key.Seal(returned.decision_reason, Context(lead, returned.round, "decision")),
               returned.recalled)
      .status();
}

absl::StatusOr<std::vector<LeadReturn>> LeadReturnStore::ListByLead(db::Transaction& transaction,
                                                                    const security::DataKey& key,
                                                                    LeadId lead) const {
  std::vector<LeadReturn> returns;
  RETURN_IF_ERROR(transaction.Query(
      kListByLead, [&](const db::Row& row) { returns.push_back(Read(row)); }, lead));
  for (LeadReturn& each : returns) {
    ASSIGN_OR_RETURN(each.reason, key.Open(each.reason, Context(lead, each.round, "reason")));
    ASSIGN_OR_RETURN(each.decision_reason,
                     key.Open(each.decision_reason, Context(lead, each.round, "decision")));
  }
  return returns;
}

absl::Status LeadReturnStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
