#include "services/consultation/lead_mark_store.h"

#include <optional>

#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

constexpr char kForgetBars[] = "DELETE FROM lead_barred_unit WHERE lead_id = ?";
constexpr char kAddBar[] = "INSERT IGNORE INTO lead_barred_unit (lead_id, unit_id) VALUES (?, ?)";
constexpr char kFindBar[] = "SELECT 1 FROM lead_barred_unit WHERE lead_id = ? AND unit_id = ?";
constexpr char kSeal[] = "REPLACE INTO lead_seal (lead_id, division) VALUES (?, ?)";
constexpr char kForgetSeal[] = "DELETE FROM lead_seal WHERE lead_id = ?";

}  // namespace

absl::Status LeadMarkStore::ReplaceBars(db::Transaction& transaction, LeadId lead,
                                        const std::vector<UnitId>& units) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetBars, lead).status());
  return AddBars(transaction, lead, units);
}

absl::Status LeadMarkStore::AddBars(db::Transaction& transaction, LeadId lead,
                                    const std::vector<UnitId>& units) const {
  for (UnitId unit : units) RETURN_IF_ERROR(transaction.Execute(kAddBar, lead, unit).status());
  return absl::OkStatus();
}

absl::StatusOr<bool> LeadMarkStore::Bars(db::Transaction& transaction, LeadId lead,
                                         UnitId unit) const {
  ASSIGN_OR_RETURN(const std::optional<bool> barred,
                   transaction.QueryOne(
                       kFindBar, [](const db::Row&) { return true; }, lead, unit));
  return barred.has_value();
}

absl::Status LeadMarkStore::Seal(db::Transaction& transaction, LeadId lead,
                                 const std::string& division) const {
  return transaction.Execute(kSeal, lead, division).status();
}

absl::Status LeadMarkStore::EraseOf(db::Transaction& transaction, LeadId lead) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetBars, lead).status());
  return transaction.Execute(kForgetSeal, lead).status();
}

}  // namespace hecha::consultation
