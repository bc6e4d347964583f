#include "services/verification/lead_bar_store.h"

#include <optional>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kForget[] = "DELETE FROM lead_barred_unit WHERE lead_id = ?";
constexpr char kInsert[] = "INSERT INTO lead_barred_unit (lead_id, unit_id) VALUES (?, ?)";
constexpr char kFind[] = "SELECT 1 FROM lead_barred_unit WHERE lead_id = ? AND unit_id = ?";

}  // namespace

absl::Status LeadBarStore::Replace(db::Transaction& transaction, LeadId lead,
                                   const std::set<UnitId>& units) const {
  RETURN_IF_ERROR(transaction.Execute(kForget, lead).status());
  for (UnitId unit : units) RETURN_IF_ERROR(transaction.Execute(kInsert, lead, unit).status());
  return absl::OkStatus();
}

absl::StatusOr<bool> LeadBarStore::Bars(db::Transaction& transaction, LeadId lead,
                                        UnitId unit) const {
  ASSIGN_OR_RETURN(const std::optional<int64_t> barred,
                   transaction.QueryOne(
                       kFind, [](const db::Row& row) { return row.Int(0); }, lead, unit));
  return barred.has_value();
}

absl::Status LeadBarStore::CheckMayWork(db::Transaction& transaction, LeadId lead,
                                        UnitId unit) const {
  ASSIGN_OR_RETURN(const bool barred, Bars(transaction, lead, unit));
  if (!barred) return absl::OkStatus();
  return RefuseField("UNIT_MUST_STAND_ASIDE", "unit_id", "该单位应当回避，不得承办或协办",
                     "that unit must stand aside from this lead");
}

}  // namespace hecha::verification
