#include "services/verification/plan.h"

#include <fmt/format.h>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxAllegations = 100;
constexpr size_t kMaxAllegation = 2'000;
constexpr size_t kMaxPlan = 10'000;

absl::Status RefuseCount() {
  return RefuseField("ALLEGATIONS_REQUIRED", "allegations", "须列出 1 至 100 项待核查问题",
                     "a plan lists 1 to 100 allegations");
}

}  // namespace

absl::Status CheckPlan(const Plan& plan) {
  RETURN_IF_ERROR(CheckLength("text", plan.text, 1, kMaxPlan));
  if (plan.allegations.empty() || plan.allegations.size() > kMaxAllegations) return RefuseCount();
  for (size_t i = 0; i < plan.allegations.size(); ++i)
    RETURN_IF_ERROR(
        CheckLength(fmt::format("allegations[{}]", i), plan.allegations[i], 1, kMaxAllegation));
  return absl::OkStatus();
}

absl::Status CheckAllegation(const Plan& plan, const std::string& text) {
  if (plan.allegations.size() == kMaxAllegations) return RefuseCount();
  return CheckLength("text", text, 1, kMaxAllegation);
}

}  // namespace hecha::verification
