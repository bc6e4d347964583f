// Reading a report's canonical form back (report.proto): its fields, in their order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::verification {

struct FormField {
  std::string name;
  std::string value;
};

// DataLoss if `form` is no canonical form, down to its last byte.
absl::StatusOr<std::vector<FormField>> ParseForm(std::string_view form);

// What a field is called in Chinese: "plan" is "核查方案"; the name itself where it has no word.
std::string_view FormLabel(std::string_view name);

}  // namespace hecha::verification
