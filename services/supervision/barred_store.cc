#include "services/supervision/barred_store.h"

#include <utility>
#include <vector>

#include "services/common/db/insert_rows.h"

namespace hecha::supervision {
namespace {

constexpr char kInsert[] = "INSERT IGNORE INTO barred_unit (lead_id, unit_id) VALUES";
constexpr char kBarRow[] = "(?, ?)";
constexpr char kForget[] = "DELETE FROM barred_unit WHERE lead_id = ?";

}  // namespace

absl::Status BarredStore::AddAll(db::Transaction& transaction, std::span<const Bar> bars) const {
  std::vector<db::Param> rows;
  for (const Bar& bar : bars) db::AddRow(rows, bar.lead, bar.unit);
  return db::InsertRows(transaction, kInsert, kBarRow, std::move(rows)).status();
}

absl::Status BarredStore::Forget(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kForget, lead).status();
}

}  // namespace hecha::supervision
