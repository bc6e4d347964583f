#include "services/intake/match_cluster_rpc.h"

#include "hecha/intake/v1/match_cluster.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/intake/match_proto.h"

namespace hecha::intake {
namespace {

absl::StatusOr<v1::ListMatchClustersResponse> ListClusters(
    MatchClusterService& clusters, const Call& call, const v1::ListMatchClustersRequest& request) {
  ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
  ASSIGN_OR_RETURN(const MatchClusters found, clusters.List(call, lead));
  v1::ListMatchClustersResponse response;
  response.set_restricted(found.restricted);
  for (const MatchCluster& cluster : found.clusters) {
    v1::MatchCluster& added = *response.add_clusters();
    added.set_id(cluster.id.ToString());
    added.set_leads(static_cast<int>(cluster.leads.size()));
    const Match& example = cluster.matches.front();
    *added.mutable_example() = ToProto(example, lead);
    added.mutable_example()->set_other_lead_no(found.numbers.at(example.Other(lead)));
    for (const Match& match : cluster.matches) added.add_match_ids(match.id.ToString());
  }
  return response;
}

absl::StatusOr<v1::DecideMatchClusterResponse> DecideCluster(
    MatchClusterService& clusters, const Call& call, const v1::DecideMatchClusterRequest& request) {
  ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
  ASSIGN_OR_RETURN(const LeadId cluster, ParseId<LeadId>("cluster_id", request.cluster_id()));
  // Unspecified is refused as an answer, like OPEN.
  const MatchState answer = request.decision() == v1::MATCH_STATE_UNSPECIFIED
                                ? MatchState::kOpen
                                : static_cast<MatchState>(request.decision());
  ASSIGN_OR_RETURN(const int decided,
                   clusters.Decide(call, lead, cluster, answer, request.reason()));
  v1::DecideMatchClusterResponse response;
  response.set_decided(decided);
  return response;
}

}  // namespace

void RegisterMatchClusterRpc(rpc::Router& router, MatchClusterService& clusters) {
  router.Handle("hecha.intake.v1.MatchClusterService/ListMatchClusters",
                [&clusters](const Call& call, const v1::ListMatchClustersRequest& request) {
                  return ListClusters(clusters, call, request);
                });
  router.Handle("hecha.intake.v1.MatchClusterService/DecideMatchCluster",
                [&clusters](const Call& call, const v1::DecideMatchClusterRequest& request) {
                  return DecideCluster(clusters, call, request);
                });
}

}  // namespace hecha::intake
