#include "services/intake/list_row_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kPut[] = "INSERT IGNORE INTO list_row (list, lead_id) VALUES (?, ?)";
constexpr char kListOf[] =
    "SELECT lead.id, lead.lead_no, lead.origin FROM list_row JOIN lead ON lead.id = "
    "list_row.lead_id WHERE list_row.list = ? AND lead.origin IS NOT NULL AND lead.state <> ? "
    "ORDER "
    "BY lead.id";
constexpr char kDelete[] = "DELETE FROM list_row WHERE lead_id = ?";

}  // namespace

absl::Status ListRowStore::Put(db::Transaction& transaction, std::string_view list,
                               LeadId lead) const {
  return transaction.Execute(kPut, list, lead).status();
}

absl::StatusOr<std::vector<ListRow>> ListRowStore::ListOf(db::Transaction& transaction,
                                                          std::string_view list) const {
  std::vector<ListRow> rows;
  RETURN_IF_ERROR(transaction.Query(
      kListOf,
      [&](const db::Row& row) {
        rows.push_back({row.As<LeadId>(0), row.Text(1), row.Text(2)});
      },
      list, LeadState::kPurged));
  return rows;
}

absl::Status ListRowStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
