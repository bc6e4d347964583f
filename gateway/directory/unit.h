// A Unit 单位 is who leads are assigned to and whom users belong to.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::directory {

// The duty of a unit. Numbers equal those of hecha.directory.v1.UnitFunction.
enum class UnitFunction : uint8_t {
  kOffice = 1,        // 扫黑办
  kVerification = 2,  // 核查专班 and member units
  kDiscipline = 3,    // 纪委监委
  kOrganisation = 4,  // 组织科
  kLeadership = 5,    // 党委政府
  kOperations = 6,    // 运维
};

// Numbers equal those of hecha.intake.v1.Sector.
enum class Sector : uint8_t {
  kCoal = 1,
  kConstruction = 2,
  kTransport = 3,
  kMarkets = 4,
  kFinance = 5,
  kSandWashing = 6,
  kCoalWashing = 7,
  kOther = 8,
};

struct Unit {
  UnitId id;
  int64_t version = 0;
  std::string division;
  std::string name;
  UnitFunction function = UnitFunction::kVerification;
  // Sectors it is in charge of; empty means every sector of its division.
  std::set<Sector> sectors;
  bool active = true;

  // A new unit, version 1. InvalidArgument that names the field: a unit has a division, a name
  // of 1 to 64 characters, and sectors only where it verifies.
  static absl::StatusOr<Unit> Create(UnitId id, std::string division, std::string name,
                                     UnitFunction function, std::set<Sector> sectors);

  // True if users of this unit may hold `role`: nobody does what is not theirs (各司其职).
  bool Grants(Role role) const;
};

}  // namespace hecha::directory
