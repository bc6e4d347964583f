// A LeadGraphService draws what hangs together with a lead. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead_graph.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_store.h"

namespace hecha::intake {

class LeadGraphService {
 public:
  LeadGraphService(events::Journal& journal, LeadStore leads, MatchStore matches)
      : journal_(journal), leads_(leads), matches_(matches) {}

  // Up to `depth` (1 to 3) leads away, over leads that the caller reads in full; the others stand
  // at the edge and lead nowhere. NotFound unless the caller reads the lead itself in full.
  absl::StatusOr<LeadGraph> Draw(const Call& call, LeadId lead, int depth);

 private:
  // Adds what `lead` hangs together with; returns the leads to go on from.
  absl::StatusOr<std::vector<LeadId>> Extend(db::Transaction& transaction, const Call& call,
                                             LeadId lead, int distance, LeadGraph& graph) const;
  // Adds `lead` if it is not there; true if it is new and can be gone on from.
  absl::StatusOr<bool> AddLead(db::Transaction& transaction, const Call& call, LeadId lead,
                               int distance, LeadGraph& graph) const;

  events::Journal& journal_;
  const LeadStore leads_;
  const MatchStore matches_;
};

}  // namespace hecha::intake
