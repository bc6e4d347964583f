// A Division is a part of the territory, named by its national code (GB/T 2260, extended to
// towns): 2 digits for a province, 4 for a prefecture, 6 for a county-level city, 9 for a
// town. A shorter code is the prefix of every code that it contains.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hecha::directory {

struct Division {
  std::string code;
  std::string name;

  // Code of the division that directly contains this one; empty for a province.
  std::string Parent() const;

  // InvalidArgument that names the field unless code and name are well formed.
  absl::Status Check() const;
};

// True if `code` has the form of a division code.
bool IsDivisionCode(std::string_view code);

}  // namespace hecha::directory
