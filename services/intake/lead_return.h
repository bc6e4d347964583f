// A LeadReturn 退回 says that a unit gave a lead back, why, and what was decided about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class ReturnDecision : uint8_t { kUpheld = 1, kOverruled };

struct LeadReturn {
  // The round of the lead that ended with it.
  int round = 0;
  UnitId unit = {};
  std::string unit_name = {};
  absl::Time returned_at = {};
  std::string reason = {};
  std::optional<ReturnDecision> decision = {};
  UserId decided_by = {};
  std::optional<absl::Time> decided_at = {};
  std::string decision_reason = {};
  // Taken back, because the unit must stand aside, and not given back.
  bool recalled = false;
};

}  // namespace hecha::intake
