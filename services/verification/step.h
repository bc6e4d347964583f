// A Step 核查措施 is what the taskforce did, when, where and in whose presence. A ProgressReturn
// 进度反馈 tells the office how far the case is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Step.Kind.
enum class StepKind : uint8_t { kInterview = 1, kDocument, kSite, kDataQuery, kOther };

struct Step {
  StepKind kind = StepKind::kOther;
  absl::Time happened_at;
  std::string place;
  std::string text;
  std::vector<std::string> people_present;
  // Of attachments of the lead, which intake keeps.
  std::vector<Uuid> attachments;
  UserId recorded_by;
  absl::Time recorded_at;
  // Version of the case that the step made.
  int64_t version = 0;
};

struct ProgressReturn {
  std::string text;
  UserId returned_by;
  absl::Time returned_at;
  // Version of the case that the return made.
  int64_t version = 0;
};

// Ok if the texts keep their limits, and it did not happen after it was recorded.
absl::Status CheckStep(const Step& step);

}  // namespace hecha::verification
