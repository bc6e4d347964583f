#include "services/verification/lead_purge_store.h"

#include <fmt/format.h>

#include <string>

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kListCases[] = "SELECT id FROM verification_case WHERE lead_id = ?";
constexpr char kListFlags[] =
    "SELECT f.id FROM umbrella_flag f JOIN verification_case c ON c.id = f.case_id WHERE "
    "c.lead_id = ? AND f.about_leader = 1";
constexpr char kListTables[] =
    "SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND "
    "column_name = ? ORDER BY table_name";
constexpr char kDelete[] = "DELETE FROM `{}` WHERE {} = ?";

absl::Status DeleteBy(db::Transaction& transaction, const std::string& column, const Uuid& id) {
  std::vector<std::string> tables;
  RETURN_IF_ERROR(transaction.Query(
      kListTables, [&](const db::Row& row) { tables.push_back(row.Text(0)); }, column));
  for (const std::string& table : tables) {
    RETURN_IF_ERROR(
        transaction.ExecuteParams(fmt::format(kDelete, table, column), {db::ToParam(id)}).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CaseId>> LeadPurgeStore::ListCases(db::Transaction& transaction,
                                                              LeadId lead) const {
  std::vector<CaseId> cases;
  RETURN_IF_ERROR(transaction.Query(
      kListCases, [&](const db::Row& row) { cases.push_back(row.As<CaseId>(0)); }, lead));
  return cases;
}

absl::StatusOr<std::vector<UmbrellaFlagId>> LeadPurgeStore::ListFlags(db::Transaction& transaction,
                                                                      LeadId lead) const {
  std::vector<UmbrellaFlagId> flags;
  RETURN_IF_ERROR(transaction.Query(
      kListFlags, [&](const db::Row& row) { flags.push_back(row.As<UmbrellaFlagId>(0)); }, lead));
  return flags;
}

absl::Status LeadPurgeStore::Erase(db::Transaction& transaction, LeadId lead,
                                   const std::vector<CaseId>& cases, absl::Time now) const {
  for (const CaseId& id : cases) RETURN_IF_ERROR(DeleteBy(transaction, "case_id", id.uuid));
  RETURN_IF_ERROR(DeleteBy(transaction, "lead_id", lead.uuid));
  return keys_.Shred(transaction, lead.uuid, now);
}

}  // namespace hecha::verification
