#include "services/intake/match_cluster_service.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/match_event.h"

namespace hecha::intake {
namespace {

// How many open suggestions of a lead are grouped; it gets ten when it comes, and others later.
constexpr int kMaxOpen = 400;

absl::StatusOr<Lead> FindReadable(db::Transaction& transaction, const LeadStore& leads,
                                  const Call& call, LeadId id) {
  ASSIGN_OR_RETURN(Lead lead, leads.Find(transaction, id));
  if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return lead;
}

}  // namespace

absl::StatusOr<MatchClusters> MatchClusterService::List(const Call& call, LeadId lead) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) { return Group(transaction, call, lead); });
}

absl::StatusOr<MatchClusters> MatchClusterService::Group(db::Transaction& transaction,
                                                         const Call& call, LeadId id) const {
  RETURN_IF_ERROR(FindReadable(transaction, leads_, call, id).status());
  ASSIGN_OR_RETURN(std::vector<Match> open, matches_.ListOpen(transaction, id, kMaxOpen));
  MatchClusters clusters;
  std::vector<Match> readable;
  std::vector<LeadId> others;
  for (Match& match : open) {
    const absl::StatusOr<Lead> other = FindReadable(transaction, leads_, call, match.Other(id));
    if (absl::IsNotFound(other.status())) {
      ++clusters.restricted;
      continue;
    }
    RETURN_IF_ERROR(other.status());
    others.push_back(other->id);
    clusters.numbers.emplace(other->id, other->lead_no);
    readable.push_back(std::move(match));
  }
  ASSIGN_OR_RETURN(const std::vector<Match> among, matches_.ListAmong(transaction, others));
  clusters.clusters = GroupMatches(id, std::move(readable), among);
  return clusters;
}

absl::StatusOr<int> MatchClusterService::Decide(const Call& call, LeadId lead, LeadId cluster,
                                                MatchState answer, const std::string& explanation) {
  int decided = 0;
  RETURN_IF_ERROR(
      journal_
          .Commit(
              call,
              [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
                ASSIGN_OR_RETURN(decided,
                                 Answer(transaction, call, lead, cluster, answer, explanation));
                return lead.uuid;
              },
              [](db::Transaction&, const Uuid& id) -> absl::StatusOr<Uuid> { return id; })
          .status());
  return decided;
}

absl::StatusOr<int> MatchClusterService::Answer(db::Transaction& transaction, const Call& call,
                                                LeadId lead, LeadId id, MatchState answer,
                                                const std::string& explanation) const {
  ASSIGN_OR_RETURN(MatchClusters clusters, Group(transaction, call, lead));
  const auto cluster = std::find_if(clusters.clusters.begin(), clusters.clusters.end(),
                                    [&](const MatchCluster& each) { return each.id == id; });
  if (cluster == clusters.clusters.end()) return RefuseUnknown("比对分组", "cluster");
  std::vector<Match> matches = std::move(cluster->matches);
  if (answer == MatchState::kSameMatter) {
    ASSIGN_OR_RETURN(std::vector<Match> among, matches_.ListAmong(transaction, cluster->leads));
    std::erase_if(among, [](const Match& match) { return match.state != MatchState::kOpen; });
    matches.insert(matches.end(), std::make_move_iterator(among.begin()),
                   std::make_move_iterator(among.end()));
  }
  for (Match& match : matches) {
    RETURN_IF_ERROR(match.Decide(answer, explanation, call.actor.user, call.now));
    RETURN_IF_ERROR(matches_.Update(transaction, match));
    RETURN_IF_ERROR(journal_.Append(transaction, call, DecidedEvent(match)));
  }
  return static_cast<int>(matches.size());
}

}  // namespace hecha::intake
