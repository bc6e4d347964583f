#include "services/intake/reporter_store.h"

#include <utility>
#include <vector>

#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] = "INSERT INTO receipt (fingerprint, lead_id, explanation) VALUES";
constexpr char kReceiptRow[] = "(?, ?, ?)";
constexpr char kFind[] = "SELECT lead_id, explanation FROM receipt WHERE fingerprint = ?";
constexpr char kHas[] = "SELECT 1 FROM receipt WHERE lead_id = ?";
constexpr char kExplain[] = "UPDATE receipt SET explanation = ? WHERE lead_id = ?";

constexpr char kKey[] = "content";

std::string Context(LeadId lead) {
  return security::ColumnContext("receipt", lead.uuid.bytes(), "explanation");
}

}  // namespace

absl::Status ReporterStore::InsertAll(db::Transaction& transaction,
                                      std::span<const NewReceipt> receipts) const {
  std::vector<db::Param> rows;
  for (const NewReceipt& receipt : receipts) {
    rows.insert(rows.end(), {db::ToParam(receipt.fingerprint), db::ToParam(receipt.lead),
                             db::ToParam(keyring_.Seal(kKey, "", Context(receipt.lead)))});
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
  if (entry.has_value()) {
    ASSIGN_OR_RETURN(entry->explanation, keyring_.Open(entry->explanation, Context(entry->lead)));
  }
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
  return transaction.Execute(kExplain, keyring_.Seal(kKey, explanation, Context(lead)), lead)
      .status();
}

}  // namespace hecha::intake
