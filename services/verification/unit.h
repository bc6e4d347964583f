// A Unit 成员单位 as verification knows it: the copy of the directory's unit.
#pragma once

#include <string>

#include "services/common/base/id.h"

namespace hecha::verification {

struct Unit {
  UnitId id;
  std::string division;
  std::string name;
  bool verifies = false;
  bool active = false;
};

}  // namespace hecha::verification
