#include "services/supervision/export_store.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

constexpr char kClaim[] =
    "INSERT INTO export (id, user_id, division, ledgers, line_count, size, sha256, expires_at) "
    "VALUES (?, ?, ?, ?, 0, 0, '', ?)";
constexpr char kComplete[] = "UPDATE export SET line_count = ?, size = ?, sha256 = ? WHERE id = ?";
constexpr char kInsertPiece[] =
    "INSERT INTO export_piece (export_id, number, data) VALUES (?, ?, ?)";
constexpr char kFind[] =
    "SELECT id, user_id, division, ledgers, line_count, size, sha256, expires_at FROM export "
    "WHERE id = ?";
constexpr char kFindPiece[] = "SELECT data FROM export_piece WHERE export_id = ? AND number = ?";
constexpr char kForgetPieces[] =
    "DELETE FROM export_piece WHERE export_id IN (SELECT id FROM export WHERE expires_at < ?)";
constexpr char kForget[] = "DELETE FROM export WHERE expires_at < ?";
// Of the town or of what contains it.
constexpr char kForgetPiecesOf[] =
    "DELETE FROM export_piece WHERE export_id IN (SELECT id FROM export WHERE ? LIKE "
    "CONCAT(division, '%'))";
constexpr char kForgetOf[] = "DELETE FROM export WHERE ? LIKE CONCAT(division, '%')";

constexpr char kKey[] = "export";

// Each ledger is a bit.
int64_t BitsOf(const std::vector<Ledger>& ledgers) {
  int64_t bits = 0;
  for (Ledger ledger : ledgers) bits |= int64_t{1} << static_cast<int>(ledger);
  return bits;
}

std::vector<Ledger> LedgersOf(int64_t bits) {
  std::vector<Ledger> ledgers;
  for (int number = 1; number <= kLedgers; ++number)
    if ((bits & (int64_t{1} << number)) != 0) ledgers.push_back(static_cast<Ledger>(number));
  return ledgers;
}

std::string Context(ExportId id, int64_t number) {
  return security::ColumnContext("export_piece", id.uuid.bytes(), fmt::format("data.{}", number));
}

Export Read(const db::Row& row) {
  Export made;
  made.id = row.As<ExportId>(0);
  made.user = row.As<UserId>(1);
  made.division = row.Text(2);
  made.ledgers = LedgersOf(row.Int(3));
  made.lines = row.Int(4);
  made.size = row.Int(5);
  made.sha256 = row.Text(6);
  made.expires_at = row.Time(7);
  return made;
}

}  // namespace

absl::Status ExportStore::Claim(db::Transaction& transaction, const Export& claimed) const {
  return transaction
      .Execute(kClaim, claimed.id, claimed.user, claimed.division, BitsOf(claimed.ledgers),
               claimed.expires_at)
      .status();
}

absl::Status ExportStore::Complete(db::Transaction& transaction, const Export& made) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kComplete, made.lines, made.size, made.sha256, made.id));
  if (changed > 0) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted,
                {.rule = "LEAD_PURGED_MEANWHILE",
                 .zh = "导出期间有线索被清除，请重新导出",
                 .en = "a lead was purged while the workbook was made; export again"});
}

absl::Status ExportStore::InsertPiece(db::Transaction& transaction, ExportId id, int64_t number,
                                      const std::string& data) const {
  return transaction
      .Execute(kInsertPiece, id, number, keyring_.Seal(kKey, data, Context(id, number)))
      .status();
}

absl::StatusOr<Export> ExportStore::Find(db::Transaction& transaction, ExportId id) const {
  ASSIGN_OR_RETURN(std::optional<Export> made, transaction.QueryOne(kFind, Read, id));
  if (!made.has_value()) return RefuseUnknown("导出文件", "export");
  return *std::move(made);
}

absl::StatusOr<std::string> ExportStore::FindPiece(db::Transaction& transaction, ExportId id,
                                                   int64_t number) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> sealed,
                   transaction.QueryOne(
                       kFindPiece, [](const db::Row& row) { return row.Text(0); }, id, number));
  if (!sealed.has_value()) return RefuseUnknown("导出文件", "export");
  return keyring_.Open(*sealed, Context(id, number));
}

absl::Status ExportStore::Forget(db::Transaction& transaction, absl::Time now) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetPieces, now).status());
  return transaction.Execute(kForget, now).status();
}

absl::Status ExportStore::ForgetOf(db::Transaction& transaction, const std::string& town) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetPiecesOf, town).status());
  return transaction.Execute(kForgetOf, town).status();
}

}  // namespace hecha::supervision
