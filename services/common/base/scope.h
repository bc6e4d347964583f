// What part of the territory a list may show.
#pragma once

#include <string>

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

}  // namespace hecha
