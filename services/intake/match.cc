#include "services/intake/match.h"

#include <cstddef>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxExplanation = 500;

}  // namespace

Match Match::Suggest(MatchId id, std::string division, LeadId lead_a, LeadId lead_b,
                     Likeness likeness, absl::Time now) {
  Match match;
  match.id = id;
  match.version = 1;
  match.division = std::move(division);
  match.lead_a = lead_a;
  match.lead_b = lead_b;
  match.score = likeness.score;
  match.reasons = std::move(likeness.reasons);
  match.suggested_at = now;
  return match;
}

absl::Status Match::Decide(MatchState answer, std::string explained, UserId by, absl::Time now) {
  if (answer == MatchState::kOpen)
    return RefuseField("DECISION_REQUIRED", "decision", "请判断是否为同一事项",
                       "say SAME_MATTER or DIFFERENT");
  RETURN_IF_ERROR(CheckLength("reason", explained, 1, kMaxExplanation));
  if (answer == state)
    return RefuseState("ALREADY_DECIDED", "该比对建议已作出同样的判断",
                       "this match has that answer already");
  state = answer;
  explanation = std::move(explained);
  decided_by = by;
  decided_at = now;
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::intake
