// The territory: what part of it a list may show, and what lies above a town.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/common/base/actor.h"
#include "services/common/base/refusal.h"

namespace hecha {

// Ok if the actor covers `division`; else InvalidArgument OUTSIDE_SCOPE.
inline absl::Status RequireScope(const Actor& actor, const std::string& division) {
  if (actor.Covers(division)) return absl::OkStatus();
  return RefuseField("OUTSIDE_SCOPE", "division", "不在你的属地范围内",
                     "that division is outside your territory");
}

// The same for a filter, where an empty prefix becomes the actor's whole territory.
inline absl::Status NarrowToScope(const Actor& actor, std::string& division) {
  if (division.empty()) division = actor.division;
  return RequireScope(actor, division);
}

// A filter by unit for someone who may see the own unit's rows only: an unset one becomes that
// unit, another one is InvalidArgument OUTSIDE_SCOPE.
inline absl::Status NarrowToOwnUnit(const Actor& actor, std::optional<UnitId>& unit) {
  if (unit.value_or(actor.unit) != actor.unit)
    return RefuseField("OUTSIDE_SCOPE", "unit_id", "只能查看本单位的记录",
                       "you see the records of your own unit only");
  unit = actor.unit;
  return absl::OkStatus();
}

// The county or county-level city that a town lies in: the first six digits of its code.
inline std::string_view CountyOf(std::string_view town) { return town.substr(0, 6); }

}  // namespace hecha
