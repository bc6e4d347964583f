#include "services/supervision/lead_bar_store.h"

#include <utility>
#include <vector>

#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

constexpr char kInsert[] = "INSERT IGNORE INTO lead_barred_unit (lead_id, unit_id) VALUES";
constexpr char kBarRow[] = "(?, ?)";
constexpr char kForget[] = "DELETE FROM lead_barred_unit WHERE lead_id = ?";

}  // namespace

absl::Status LeadBarStore::AddAll(db::Transaction& transaction, std::span<const Bar> bars) const {
  std::vector<db::Param> rows;
  for (const Bar& bar : bars) db::AddRow(rows, bar.lead, bar.unit);
  return db::InsertRows(transaction, kInsert, kBarRow, std::move(rows)).status();
}

absl::Status LeadBarStore::Forget(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kForget, lead).status();
}

}  // namespace hecha::supervision
