// A MergeRecord is one step on the way of a lead into another one (并案); all are kept.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class MergeStep : uint8_t { kProposed = 1, kConfirmed, kDeclined, kUndone };

struct MergeRecord {
  LeadId lead;
  // Version of the lead that the step made.
  int64_t version = 0;
  MergeStep step = MergeStep::kProposed;
  LeadId survivor;
  UserId user;
  absl::Time happened_at;
  std::string reason;
};

// Each step is explained in 1 to 500 characters.
absl::Status CheckMergeReason(const std::string& reason);

}  // namespace hecha::intake
