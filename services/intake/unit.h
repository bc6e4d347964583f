// A Unit 成员单位 as intake knows it: the copy of the directory's unit that routing needs.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "services/common/base/id.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.Sector.
enum class Sector : uint8_t {
  kCoal = 1,
  kConstruction,
  kTransport,
  kMarkets,
  kFinance,
  kSandWashing,
  kCoalWashing,
  kOther,
};

struct Unit {
  UnitId id;
  std::string division;
  std::string name;
  bool verifies = false;
  bool active = false;
  // Sectors it is in charge of; empty means every sector of its division.
  std::set<Sector> sectors;

  bool InChargeOf(Sector sector) const { return sectors.empty() || sectors.contains(sector); }
};

}  // namespace hecha::intake
