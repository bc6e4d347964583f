#include "services/intake/match_cluster.h"

#include <algorithm>
#include <map>
#include <utility>

namespace hecha::intake {
namespace {

// Sets of leads that hang together (union-find); the oldest lead stands for its set.
class Groups {
 public:
  LeadId Of(LeadId lead) {
    const auto [parent, fresh] = parents_.emplace(lead, lead);
    if (fresh || parent->second == lead) return lead;
    const LeadId root = Of(parent->second);
    parents_[lead] = root;
    return root;
  }

  void Join(LeadId a, LeadId b) {
    const auto [oldest, newer] = std::minmax({Of(a), Of(b)});
    parents_[newer] = oldest;
  }

 private:
  std::map<LeadId, LeadId> parents_;
};

}  // namespace

std::vector<MatchCluster> GroupMatches(LeadId lead, std::vector<Match> open,
                                       const std::vector<Match>& among) {
  Groups groups;
  for (const Match& match : open) groups.Of(match.Other(lead));
  for (const Match& match : among)
    if (match.state == MatchState::kSameMatter ||
        (match.state == MatchState::kOpen && match.score >= kNearlyTheSame))
      groups.Join(match.lead_a, match.lead_b);
  std::map<LeadId, MatchCluster> clusters;
  for (Match& match : open) {
    const LeadId other = match.Other(lead);
    MatchCluster& cluster = clusters[groups.Of(other)];
    cluster.leads.push_back(other);
    cluster.matches.push_back(std::move(match));
  }
  std::vector<MatchCluster> result;
  for (auto& [id, cluster] : clusters) {
    std::sort(cluster.leads.begin(), cluster.leads.end());
    cluster.id = cluster.leads.front();
    std::stable_sort(cluster.matches.begin(), cluster.matches.end(),
                     [](const Match& a, const Match& b) { return a.score > b.score; });
    result.push_back(std::move(cluster));
  }
  std::stable_sort(result.begin(), result.end(), [](const MatchCluster& a, const MatchCluster& b) {
    return a.leads.size() > b.leads.size();
  });
  return result;
}

}  // namespace hecha::intake
