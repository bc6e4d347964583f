#include "gateway/directory/unit.h"

#include <utility>

#include "gateway/directory/division.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::directory {

absl::StatusOr<Unit> Unit::Create(UnitId id, std::string division, std::string name,
                                  UnitFunction function, std::set<Sector> sectors) {
  if (!IsDivisionCode(division))
    return RefuseField("DIVISION_CODE", "division", "区划代码须为 2、4、6 或 9 位数字",
                       "a division code has 2, 4, 6 or 9 digits");
  RETURN_IF_ERROR(CheckLength("name", name, 1, 64));
  if (!sectors.empty() && function != UnitFunction::kVerification)
    return RefuseField("SECTORS_WITHOUT_VERIFICATION", "sectors", "只有核查单位分管行业",
                       "only a unit that verifies is in charge of sectors");
  Unit unit;
  unit.id = id;
  unit.version = 1;
  unit.division = std::move(division);
  unit.name = std::move(name);
  unit.function = function;
  unit.sectors = std::move(sectors);
  return unit;
}

bool Unit::Grants(Role role) const {
  switch (role) {
    case Role::kClerk:
    case Role::kOffice:
      return function == UnitFunction::kOffice;
    case Role::kCityOffice:
      // A county-level city or above; a town's office stays within its town.
      return function == UnitFunction::kOffice && division.size() <= 6;
    case Role::kInvestigator:
    case Role::kUnitHead:
      return function == UnitFunction::kVerification;
    case Role::kLeader:
      return function == UnitFunction::kLeadership;
    case Role::kDiscipline:
      return function == UnitFunction::kDiscipline;
    case Role::kOrganisation:
      return function == UnitFunction::kOrganisation;
    case Role::kOperator:
      return function == UnitFunction::kOperations;
  }
  return false;
}

}  // namespace hecha::directory
