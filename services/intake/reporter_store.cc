#include "services/intake/reporter_store.h"

#include <utility>
#include <vector>

#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] = "INSERT INTO receipt (fingerprint, lead_id, explanation) VALUES";
// What the column holds until somebody explains.
constexpr char kUnexplained[] = "";
constexpr char kReceiptRow[] = "(?, ?, ?)";
constexpr char kFind[] = "SELECT lead_id, explanation FROM receipt WHERE fingerprint = ?";
constexpr char kHas[] = "SELECT 1 FROM receipt WHERE lead_id = ?";
constexpr char kExplain[] = "UPDATE receipt SET explanation = ? WHERE lead_id = ?";

std::string Context(LeadId lead) {
  return security::ColumnContext("receipt", lead.uuid.bytes(), "explanation");
}

constexpr char kDelete[] = "DELETE FROM receipt WHERE lead_id = ?";

}  // namespace

absl::Status ReporterStore::InsertAll(db::Transaction& transaction,
                                      std::span<const NewReceipt> receipts) const {
  std::vector<db::Param> rows;
  for (const NewReceipt& receipt : receipts) {
    if (HECHA_PLANTED_BUG("reporter.receipt")) continue;
    db::AddRow(rows, receipt.fingerprint, receipt.lead, kUnexplained);
  }
  return db::InsertRows(transaction, kInsert, kReceiptRow, std::move(rows)).status();
}

absl::StatusOr<std::optional<ReporterStore::Entry>> ReporterStore::Find(
    db::Transaction& transaction, std::string_view fingerprint) const {
  ASSIGN_OR_RETURN(std::optional<Entry> entry, transaction.QueryOne(
                                                   kFind,
                                                   [](const db::Row& row) {
                                                     return Entry{row.As<LeadId>(0), row.Text(1)};
                                                   },
                                                   fingerprint));
  if (!entry.has_value() || entry->explanation == kUnexplained) return entry;
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, entry->lead.uuid));
  ASSIGN_OR_RETURN(entry->explanation, key.Open(entry->explanation, Context(entry->lead)));
  return entry;
}

absl::StatusOr<bool> ReporterStore::Has(db::Transaction& transaction, LeadId lead) const {
  bool has = false;
  RETURN_IF_ERROR(transaction.Query(
      kHas, [&](const db::Row&) { has = true; }, lead));
  return has;
}

absl::Status ReporterStore::Explain(db::Transaction& transaction, LeadId lead,
                                    std::string_view explanation) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.uuid));
  return transaction.Execute(kExplain, key.Seal(explanation, Context(lead)), lead).status();
}

absl::Status ReporterStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
