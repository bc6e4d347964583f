// What part of the territory a list may show.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/common/base/actor.h"

namespace hecha::directory {

// The division prefix that both the actor's territory and `wanted` (empty: everything) allow;
// nullopt where they have nothing in common, so that a list answers with nothing.
inline std::optional<std::string> NarrowScope(const Actor& actor, std::string_view wanted) {
  if (actor.Covers(wanted)) return std::string(wanted);
  if (!actor.division.empty() && std::string_view(actor.division).starts_with(wanted))
    return actor.division;
  return std::nullopt;
}

}  // namespace hecha::directory
