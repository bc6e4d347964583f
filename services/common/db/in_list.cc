#include "services/common/db/in_list.h"

#include <fmt/format.h>

#include <bit>
#include <string_view>
#include <utility>

namespace hecha::db {

InList MakeInList(std::vector<Param> values) {
  const Param last = values.back();
  values.resize(std::bit_ceil(values.size()), last);
  const std::vector<std::string_view> marks(values.size(), "?");
  return {fmt::format("{}", fmt::join(marks, ", ")), std::move(values)};
}

}  // namespace hecha::db
