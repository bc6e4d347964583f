// An Investigator as verification knows one: the copy of the directory's user that a team is
// checked against. Holds no name.
#pragma once

#include <string>

#include "services/common/base/id.h"

namespace hecha::verification {

struct Investigator {
  UserId id;
  UnitId unit;
  // False once the account is closed or the duty was taken away.
  bool active = false;
  std::string division;
};

}  // namespace hecha::verification
