#include "services/verification/investigator_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPut[] = "REPLACE INTO investigator (id, unit_id, active) VALUES (?, ?, ?)";
constexpr char kListByUnit[] =
    "SELECT id, unit_id, active FROM investigator WHERE unit_id = ? ORDER BY id";

}  // namespace

absl::Status InvestigatorStore::Put(db::Transaction& transaction,
                                    const Investigator& investigator) const {
  return transaction.Execute(kPut, investigator.id, investigator.unit, investigator.active)
      .status();
}

absl::StatusOr<std::vector<Investigator>> InvestigatorStore::ListByUnit(
    db::Transaction& transaction, UnitId unit) const {
  std::vector<Investigator> staff;
  RETURN_IF_ERROR(transaction.Query(
      kListByUnit,
      [&](const db::Row& row) {
        staff.push_back({row.As<UserId>(0), row.As<UnitId>(1), row.Bool(2)});
      },
      unit));
  return staff;
}

}  // namespace hecha::verification
