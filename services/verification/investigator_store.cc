#include "services/verification/investigator_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPut[] =
    "REPLACE INTO investigator (id, unit_id, active, division) VALUES (?, ?, ?, ?)";
constexpr char kListForLead[] =
    "SELECT id, unit_id, active, division FROM investigator AS i WHERE division = ? AND NOT EXISTS "
    "(SELECT 1 FROM lead_barred_unit AS b WHERE b.lead_id = ? AND b.unit_id = i.unit_id) ORDER BY "
    "id";

}  // namespace

absl::Status InvestigatorStore::Put(db::Transaction& transaction,
                                    const Investigator& investigator) const {
  return transaction
      .Execute(kPut, investigator.id, investigator.unit, investigator.active, investigator.division)
      .status();
}

absl::StatusOr<std::vector<Investigator>> InvestigatorStore::ListForLead(
    db::Transaction& transaction, std::string_view division, LeadId lead) const {
  std::vector<Investigator> staff;
  RETURN_IF_ERROR(transaction.Query(
      kListForLead,
      [&](const db::Row& row) {
        staff.push_back({row.As<UserId>(0), row.As<UnitId>(1), row.Bool(2), row.Text(3)});
      },
      division, lead));
  return staff;
}

}  // namespace hecha::verification
