// A MatchClusterService shows a lead's open suggestions in groups and takes one answer for a whole
// group. Safe for concurrent use.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_cluster.h"
#include "services/intake/match_store.h"

namespace hecha::intake {

struct MatchClusters {
  std::vector<MatchCluster> clusters;
  // How people call the leads in them.
  std::map<LeadId, std::string> numbers;
  // Open suggestions with leads that the caller may not read.
  int restricted = 0;
};

class MatchClusterService {
 public:
  MatchClusterService(events::Journal& journal, LeadStore leads, MatchStore matches)
      : journal_(journal), leads_(leads), matches_(matches) {}

  // NotFound unless the caller reads the lead in full.
  absl::StatusOr<MatchClusters> List(const Call& call, LeadId lead);

  // Answers the open suggestions of a cluster; returns how many. SAME_MATTER answers those between
  // its leads too, for what is one matter with the lead is one matter; DIFFERENT says nothing of
  // them. NotFound if the lead has no such cluster, or none any more.
  absl::StatusOr<int> Decide(const Call& call, LeadId lead, LeadId cluster, MatchState answer,
                             const std::string& explanation);

 private:
  absl::StatusOr<MatchClusters> Group(db::Transaction& transaction, const Call& call,
                                      LeadId lead) const;
  absl::StatusOr<int> Answer(db::Transaction& transaction, const Call& call, LeadId lead,
                             LeadId cluster, MatchState answer,
                             const std::string& explanation) const;

  events::Journal& journal_;
  const LeadStore leads_;
  const MatchStore matches_;
};

}  // namespace hecha::intake
