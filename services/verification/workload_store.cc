#include "services/verification/workload_store.h"

#include <fmt/format.h>

#include <map>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/verification/case_action.h"
#include "services/verification/taskforce.h"

namespace hecha::verification {
namespace {

#define OPEN_CASE "c.state NOT IN ({})"
#define OVERDUE                                                                           \
  "(c.deadline IS NOT NULL AND DATE_ADD(c.deadline, INTERVAL COALESCE(c.extension_days, " \
  "0) DAY) < ?)"
constexpr char kPersons[] =
    "SELECT i.id, i.unit_id, COUNT(c.id), COALESCE(SUM(c.id IS NOT NULL AND m.role = ?), 0), "
    "COALESCE(SUM(" OVERDUE
    "), 0) FROM investigator AS i LEFT JOIN case_member AS m ON m.user_id = i.id AND m.left_at IS "
    "NULL LEFT JOIN verification_case AS c ON c.id = m.case_id AND " OPEN_CASE
    " WHERE i.active = 1 AND i.division LIKE ? AND (? IS NULL OR i.unit_id = ?) GROUP BY i.id, "
    "i.unit_id ORDER BY i.unit_id, i.id";
constexpr char kUnits[] =
    "SELECT c.unit_id, COUNT(*), SUM(NOT EXISTS (SELECT 1 FROM case_member AS m WHERE m.case_id = "
    "c.id AND m.role = ? AND m.left_at IS NULL)), SUM(" OVERDUE
    ") FROM verification_case AS c WHERE " OPEN_CASE
    " AND c.division LIKE ? AND (? IS NULL OR c.unit_id = ?) GROUP BY c.unit_id";
#undef OPEN_CASE
#undef OVERDUE

}  // namespace

absl::StatusOr<Workload> WorkloadStore::Count(db::Transaction& transaction,
                                              const WorkloadFilter& filter, absl::Time now) const {
  Workload workload;
  std::map<UnitId, UnitLoad> units;
  const db::InList over = db::MakeInList(kOverStates);
  std::vector<db::Param> params = {db::ToParam(TeamRole::kHandler), db::ToParam(now)};
  params.insert(params.end(), over.values.begin(), over.values.end());
  for (const db::Param& narrowed :
       {db::ToParam(filter.division + "%"), db::ToParam(filter.unit), db::ToParam(filter.unit)})
    params.push_back(narrowed);
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kPersons, over.marks),
      [&](const db::Row& row) {
        const PersonLoad person{row.As<UserId>(0), row.As<UnitId>(1), static_cast<int>(row.Int(2)),
                                static_cast<int>(row.Int(3)), static_cast<int>(row.Int(4))};
        ++units[person.unit].investigators;
        workload.persons.push_back(person);
      },
      params));
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kUnits, over.marks),
      [&](const db::Row& row) {
        UnitLoad& unit = units[row.As<UnitId>(0)];
        unit.cases = static_cast<int>(row.Int(1));
        unit.unhandled = static_cast<int>(row.Int(2));
        unit.overdue = static_cast<int>(row.Int(3));
      },
      params));
  for (auto& [id, unit] : units) {
    unit.unit = id;
    workload.units.push_back(unit);
  }
  return workload;
}

}  // namespace hecha::verification
