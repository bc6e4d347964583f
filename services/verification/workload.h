// The Workload 工作量 of units and investigators: open cases, and who could take some over.
#pragma once

#include <vector>

#include "services/common/base/id.h"

namespace hecha::verification {

struct PersonLoad {
  UserId user;
  UnitId unit;
  // Open cases in whose taskforce the person is; and of these, those that the person handles.
  int cases = 0;
  int handled = 0;
  int overdue = 0;
};

struct UnitLoad {
  UnitId unit;
  int investigators = 0;
  // Open cases of the unit; of these, those that nobody handles yet.
  int cases = 0;
  int unhandled = 0;
  int overdue = 0;
};

struct RebalancingHint {
  UnitId unit;
  UserId from;
  UserId to;
  int cases = 0;
};

struct Workload {
  std::vector<UnitLoad> units;
  std::vector<PersonLoad> persons;
};

// For each unit whose busiest investigator carries at least twice the unit's average and two
// cases more than the least busy one: to hand half of the difference over to that one.
std::vector<RebalancingHint> HintsFor(const std::vector<PersonLoad>& persons);

}  // namespace hecha::verification
