// A Plan 核查方案 says what is to be verified and how; an approver decides on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::verification {

struct PlanDecision {
  bool approved = false;
  std::string reason;
  UserId decided_by;
  absl::Time decided_at;
  // Version of the case that the decision made.
  int64_t version = 0;
};

struct Plan {
  std::string text;
  // Numbered from 1.
  std::vector<std::string> allegations;
  UserId proposed_by;
  absl::Time proposed_at;
  // Every decision on a proposal, oldest first.
  std::vector<PlanDecision> decisions;
  // Version of the case that last changed text or allegations; 0 before there is a plan.
  int64_t version = 0;
};

// Ok if text and allegations keep their limits: ALLEGATIONS_REQUIRED, and the lengths.
absl::Status CheckPlan(const Plan& plan);

// Ok if `text` may be added to the allegations of `plan`.
absl::Status CheckAllegation(const Plan& plan, const std::string& text);

}  // namespace hecha::verification
