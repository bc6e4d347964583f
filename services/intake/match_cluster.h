// A MatchCluster groups the open suggestions of one lead: leads that are nearly the same report
// stand together, so that a flood of copies asks for one answer and not for one each.
#pragma once

#include <vector>

#include "services/intake/match.h"

namespace hecha::intake {

// Two leads of which a match says so much are the same report for this purpose.
inline constexpr double kNearlyTheSame = 0.9;

struct MatchCluster {
  // The oldest lead names the cluster.
  LeadId id;
  // Beside the lead whose suggestions they are; oldest first.
  std::vector<LeadId> leads;
  // The open suggestions between that lead and these, the most alike first.
  std::vector<Match> matches;
};

// The clusters of `lead`, the largest first. `open` are its open suggestions; `among` are matches
// between their other leads, of which those that a person called different join nothing.
std::vector<MatchCluster> GroupMatches(LeadId lead, std::vector<Match> open,
                                       const std::vector<Match>& among);

}  // namespace hecha::intake
