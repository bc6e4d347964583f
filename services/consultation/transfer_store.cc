#include "services/consultation/transfer_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

constexpr char kInsert[] =
    "INSERT INTO transfer (id, version, lead_id, number, lead_no, division, state, issued_at, "
    "acknowledged_at, concluded_at, filed, opinion, origin, acknowledge_by, overdue_told, case_id, "
    "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE transfer SET version = ?, state = ?, acknowledged_at = ?, concluded_at = ?, filed = ?, "
    "opinion = ?, overdue_told = ? WHERE id = ? AND version = ?";
#define TRANSFER_COLUMNS                                                                         \
  "SELECT id, version, lead_id, lead_no, division, state, issued_at, acknowledged_at, "          \
  "concluded_at, filed, opinion, origin, acknowledge_by, overdue_told, number, case_id, reason " \
  "FROM transfer "
constexpr char kFind[] = TRANSFER_COLUMNS "WHERE id = ?";
constexpr char kList[] = TRANSFER_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR state = ?) AND (? IS NULL OR lead_id = ?) "
    "AND (? IS NULL OR (state = ? AND acknowledge_by <= ?)) ORDER BY id DESC LIMIT ?";
constexpr char kLockAbout[] = TRANSFER_COLUMNS "WHERE lead_id = ? ORDER BY number FOR UPDATE";
#undef TRANSFER_COLUMNS

constexpr char kListOverdue[] =
    "SELECT id FROM transfer WHERE state = ? AND overdue_told = 0 AND acknowledge_by <= ? ORDER BY "
    "id LIMIT ?";
constexpr char kEraseOf[] = "UPDATE transfer SET opinion = '', reason = '' WHERE lead_id = ?";

std::string Context(const Transfer& transfer, std::string_view column) {
  return security::ColumnContext("transfer", transfer.id.uuid.bytes(), column);
}

Transfer ReadTransfer(const db::Row& row) {
  Transfer transfer;
  transfer.id = row.As<TransferId>(0);
  transfer.version = row.Int(1);
  transfer.lead = row.As<LeadId>(2);
  transfer.lead_no = row.Text(3);
  transfer.division = row.Text(4);
  transfer.state = static_cast<TransferState>(row.Int(5));
  transfer.issued_at = row.Time(6);
  transfer.acknowledged_at = row.OptionalTime(7);
  transfer.concluded_at = row.OptionalTime(8);
  transfer.filed = row.Bool(9);
  transfer.opinion = row.Text(10);
  transfer.origin = static_cast<TransferOrigin>(row.Int(11));
  transfer.acknowledge_by = row.OptionalTime(12);
  transfer.overdue_told = row.Bool(13);
  transfer.number = static_cast<int>(row.Int(14));
  if (!row.IsNull(15)) transfer.flagged_case = row.As<CaseId>(15);
  transfer.reason = row.Text(16);
  return transfer;
}

}  // namespace

absl::Status TransferStore::Insert(db::Transaction& transaction, const Transfer& transfer) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Ensure(transaction, {transfer.lead.uuid, transfer.division}));
  return transaction
      .Execute(kInsert, transfer.id, transfer.version, transfer.lead, transfer.number,
               transfer.lead_no, transfer.division, transfer.state, transfer.issued_at,
               transfer.acknowledged_at, transfer.concluded_at, transfer.filed,
               key.Seal(transfer.opinion, Context(transfer, "opinion")), transfer.origin,
               transfer.acknowledge_by, transfer.overdue_told, transfer.flagged_case,
               key.Seal(transfer.reason, Context(transfer, "reason")))
      .status();
}

absl::Status TransferStore::Update(db::Transaction& transaction, const Transfer& transfer) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, transfer.lead.uuid));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, transfer.version, transfer.state, transfer.acknowledged_at,
                          transfer.concluded_at, transfer.filed,
                          key.Seal(transfer.opinion, Context(transfer, "opinion")),
                          transfer.overdue_told, transfer.id, transfer.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Transfer> TransferStore::Find(db::Transaction& transaction, TransferId id) const {
  ASSIGN_OR_RETURN(std::optional<Transfer> transfer, transaction.QueryOne(kFind, ReadTransfer, id));
  if (!transfer.has_value()) return RefuseUnknown("移交函", "transfer");
  RETURN_IF_ERROR(Unseal(transaction, *transfer));
  return *std::move(transfer);
}

absl::StatusOr<std::vector<Transfer>> TransferStore::List(db::Transaction& transaction,
                                                          const TransferFilter& filter,
                                                          const Page& page) const {
  std::vector<Transfer> transfers;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { transfers.push_back(ReadTransfer(row)); },
      filter.division + "%", page.before, filter.state, filter.state, filter.lead, filter.lead,
      filter.overdue_at, TransferState::kIssued, filter.overdue_at, page.size + 1));
  for (Transfer& transfer : transfers) RETURN_IF_ERROR(Unseal(transaction, transfer));
  return transfers;
}

absl::StatusOr<std::vector<Transfer>> TransferStore::LockAbout(db::Transaction& transaction,
                                                               LeadId lead) const {
  std::vector<Transfer> transfers;
  RETURN_IF_ERROR(transaction.Query(
      kLockAbout, [&](const db::Row& row) { transfers.push_back(ReadTransfer(row)); }, lead));
  for (Transfer& transfer : transfers) RETURN_IF_ERROR(Unseal(transaction, transfer));
  return transfers;
}

absl::Status TransferStore::Unseal(db::Transaction& transaction, Transfer& transfer) const {
  if (transfer.opinion.empty()) return absl::OkStatus();  // its lead was purged
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, transfer.lead.uuid));
  ASSIGN_OR_RETURN(transfer.opinion, key.Open(transfer.opinion, Context(transfer, "opinion")));
  // Letters from before reasons were carried have none.
  if (transfer.reason.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(transfer.reason, key.Open(transfer.reason, Context(transfer, "reason")));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<TransferId>> TransferStore::ListOverdue(db::Transaction& transaction,
                                                                   absl::Time now,
                                                                   int limit) const {
  std::vector<TransferId> overdue;
  RETURN_IF_ERROR(transaction.Query(
      kListOverdue, [&](const db::Row& row) { overdue.push_back(row.As<TransferId>(0)); },
      TransferState::kIssued, now, limit));
  return overdue;
}

absl::Status TransferStore::EraseOf(db::Transaction& transaction, LeadId lead,
                                    absl::Time now) const {
  RETURN_IF_ERROR(transaction.Execute(kEraseOf, lead).status());
  return keys_.Shred(transaction, lead.uuid, now);
}

}  // namespace hecha::consultation
