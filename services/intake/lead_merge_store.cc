#include "services/intake/lead_merge_store.h"

#include <fmt/format.h>

#include <string>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kAppend[] =
    "INSERT INTO lead_merge (lead_id, version, step, survivor_id, user_id, happened_at, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kListByLead[] =
    "SELECT lead_id, version, step, survivor_id, user_id, happened_at, reason FROM lead_merge "
    "WHERE lead_id = ? ORDER BY version";

std::string Context(const MergeRecord& record) {
  return security::ColumnContext(
      "lead_merge", fmt::format("{}/{}", record.lead.uuid.bytes(), record.version), "reason");
}

MergeRecord Read(const db::Row& row) {
  MergeRecord record;
  record.lead = row.As<LeadId>(0);
  record.version = row.Int(1);
  record.step = static_cast<MergeStep>(row.Int(2));
  record.survivor = row.As<LeadId>(3);
  record.user = row.As<UserId>(4);
  record.happened_at = row.Time(5);
  record.reason = row.Text(6);
  return record;
}

constexpr char kDelete[] = "DELETE FROM lead_merge WHERE lead_id = ?";

}  // namespace

absl::Status LeadMergeStore::Append(db::Transaction& transaction, const MergeRecord& record) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, record.lead.uuid));
  return transaction
      .Execute(kAppend, record.lead, record.version, record.step, record.survivor, record.user,
               record.happened_at, key.Seal(record.reason, Context(record)))
      .status();
}

absl::StatusOr<std::vector<MergeRecord>> LeadMergeStore::ListByLead(db::Transaction& transaction,
                                                                    LeadId lead) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.uuid));
  std::vector<MergeRecord> records;
  RETURN_IF_ERROR(transaction.Query(
      kListByLead, [&](const db::Row& row) { records.push_back(Read(row)); }, lead));
  for (MergeRecord& record : records) {
    ASSIGN_OR_RETURN(record.reason, key.Open(record.reason, Context(record)));
  }
  return records;
}

absl::Status LeadMergeStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
