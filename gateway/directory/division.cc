#include "gateway/directory/division.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "services/common/base/refusal.h"
#include "services/common/base/text.h"

namespace hecha::directory {
namespace {

// Digits of province, prefecture, county-level city and town.
constexpr std::array<size_t, 4> kLengths = {2, 4, 6, 9};

}  // namespace

bool IsDivisionCode(std::string_view code) {
  return std::find(kLengths.begin(), kLengths.end(), code.size()) != kLengths.end() &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string Division::Parent() const {
  const auto own = std::find(kLengths.begin(), kLengths.end(), code.size());
  if (own == kLengths.begin() || own == kLengths.end()) return "";
  return code.substr(0, *(own - 1));
}

absl::Status Division::Check() const {
  if (!IsDivisionCode(code))
    return RefuseField("DIVISION_CODE", "code", "区划代码须为 2、4、6 或 9 位数字",
                       "a division code has 2, 4, 6 or 9 digits");
  return CheckLength("name", name, 1, 64);
}

}  // namespace hecha::directory
