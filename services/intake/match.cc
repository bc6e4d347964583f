#include "services/intake/match.h"

#include <algorithm>
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

std::vector<Match> WorthAsking(std::vector<Match> found) {
  const auto more_alike = [](const Match& x, const Match& y) { return x.score > y.score; };
  std::stable_sort(found.begin(), found.end(), more_alike);
  size_t named = 0;
  const auto first = std::stable_partition(found.begin(), found.end(), [&](const Match& match) {
    return match.ByEntityAlone() && named++ < kMostNamed;
  });
  const auto room = static_cast<ptrdiff_t>(kMostAsked) - (first - found.begin());
  if (found.end() - first > room) found.erase(first + room, found.end());
  std::stable_sort(found.begin(), found.end(), more_alike);
  return found;
}

}  // namespace hecha::intake
