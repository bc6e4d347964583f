// Ids that a request names.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/base/refusal.h"

namespace hecha {

// InvalidArgument that names `field` unless `text` is a UUID.
template <class TypedId>
absl::StatusOr<TypedId> ParseId(std::string_view field, std::string_view text) {
  absl::StatusOr<TypedId> id = TypedId::Parse(text);
  if (!id.ok())
    return RefuseField("NOT_AN_ID", field, fmt::format("{} 不是有效的标识", field),
                       fmt::format("{} is not a UUID", field));
  return id;
}

}  // namespace hecha
