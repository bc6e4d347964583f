#include "services/verification/finding.h"

#include <fmt/format.h>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxText = 10'000;
constexpr size_t kMaxLegalBasis = 1'000;
constexpr size_t kMaxEvidence = 100;

}  // namespace

absl::Status CheckFinding(const Finding& finding, size_t allegations, size_t steps) {
  if (finding.allegation < 1 || static_cast<size_t>(finding.allegation) > allegations)
    return RefuseField("UNKNOWN_ALLEGATION", "allegation", "方案中没有这一项问题",
                       "the plan has no allegation of this number");
  RETURN_IF_ERROR(CheckLength("basis", finding.basis, 1, kMaxText));
  RETURN_IF_ERROR(CheckLength("legal_basis", finding.legal_basis, 0, kMaxLegalBasis));
  if (finding.evidence.size() > kMaxEvidence)
    return RefuseField("TOO_MANY", "evidence", "证据至多 100 项", "at most 100 pieces of evidence");
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const Evidence& one = finding.evidence[i];
    if (one.exhibit.has_value()) continue;
    if (one.step < 1 || static_cast<size_t>(one.step) > steps)
      return RefuseField("UNKNOWN_STEP", fmt::format("evidence[{}].step", i), "本案没有这项措施",
                         "the case has no step of this number");
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
