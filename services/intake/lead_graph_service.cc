#include "services/intake/lead_graph_service.h"

#include <utility>

#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr int kDefaultDepth = 2;
constexpr int kMaxDepth = 3;
// Of one lead; a graph of more cannot be looked at.
constexpr int kMaxMatches = 50;

}  // namespace

absl::StatusOr<LeadGraph> LeadGraphService::Draw(const Call& call, LeadId id, int depth) {
  if (depth == 0) depth = kDefaultDepth;
  if (depth < 1 || depth > kMaxDepth)
    return RefuseField("OUT_OF_RANGE", "depth", "层数须为 1 至 3", "depth must be 1 to 3");
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<LeadGraph> {
        LeadGraph graph;
        ASSIGN_OR_RETURN(const bool readable, AddLead(transaction, call, id, 0, graph));
        if (!readable) return RefuseUnknown("线索", "lead");
        std::vector<LeadId> reached = {id};
        for (int distance = 1; distance <= depth; ++distance) {
          std::vector<LeadId> next;
          for (LeadId lead : reached) {
            ASSIGN_OR_RETURN(const std::vector<LeadId> found,
                             Extend(transaction, call, lead, distance, graph));
            next.insert(next.end(), found.begin(), found.end());
          }
          reached = std::move(next);
        }
        graph.AddMerges();
        return graph;
      });
}

absl::StatusOr<std::vector<LeadId>> LeadGraphService::Extend(db::Transaction& transaction,
                                                             const Call& call, LeadId lead,
                                                             int distance, LeadGraph& graph) const {
  std::vector<LeadId> reached;
  Page page;
  page.size = kMaxMatches;
  ASSIGN_OR_RETURN(const std::vector<Match> matches, matches_.ListByLead(transaction, lead, page));
  for (const Match& match : matches) {
    const LeadId other = match.Other(lead);
    ASSIGN_OR_RETURN(const bool fresh, AddLead(transaction, call, other, distance, graph));
    if (fresh) reached.push_back(other);
    graph.AddMatch(match, distance);
  }
  ASSIGN_OR_RETURN(std::vector<LeadId> merged, leads_.ListMergedInto(transaction, lead));
  const LeadId survivor = graph.LeadOf(lead).survivor;
  if (!survivor.nil()) merged.push_back(survivor);
  for (LeadId other : merged) {
    ASSIGN_OR_RETURN(const bool fresh, AddLead(transaction, call, other, distance, graph));
    if (fresh) reached.push_back(other);
  }
  return reached;
}

absl::StatusOr<bool> LeadGraphService::AddLead(db::Transaction& transaction, const Call& call,
                                               LeadId id, int distance, LeadGraph& graph) const {
  if (graph.Has(id)) return false;
  ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, id));
  const bool readable = lead.VisibleTo(call.actor) == Visibility::kFull;
  const bool added =
      graph.AddLead(id, readable ? std::optional<Lead>(std::move(lead)) : std::nullopt, distance)
          .has_value();
  return added && readable;
}

}  // namespace hecha::intake
