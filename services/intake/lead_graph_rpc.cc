#include "services/intake/lead_graph_rpc.h"

#include <fmt/format.h>

#include "hecha/intake/v1/lead_graph.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

std::string NodeId(size_t position) { return fmt::format("n{}", position); }

v1::GraphNode ToProto(const GraphNode& node, size_t position) {
  v1::GraphNode out;
  out.set_id(NodeId(position));
  out.set_distance(node.distance);
  out.set_restricted(node.Restricted());
  if (node.lead.has_value()) {
    out.set_lead_id(node.lead->id.ToString());
    out.set_lead_no(node.lead->lead_no);
    out.set_state(static_cast<v1::State>(node.lead->state));
  }
  if (node.entity.has_value()) {
    out.set_entity_kind(static_cast<v1::EntityKind>(node.entity->kind));
    out.set_masked_value(Masked(*node.entity));
  }
  return out;
}

v1::GraphEdge ToProto(const GraphEdge& edge) {
  v1::GraphEdge out;
  out.set_from(NodeId(edge.from));
  out.set_to(NodeId(edge.to));
  out.set_reason(static_cast<v1::GraphEdge::Reason>(edge.reason));
  if (edge.reason != EdgeReason::kMatch) return out;
  out.set_score(edge.score);
  out.set_match_state(static_cast<v1::MatchState>(edge.state));
  return out;
}

}  // namespace

void RegisterLeadGraphRpc(rpc::Router& router, LeadGraphService& graphs) {
  router.Handle("hecha.intake.v1.LeadGraphService/GetLeadGraph",
                [&graphs](const Call& call,
                          const v1::GetLeadGraphRequest& request) -> absl::StatusOr<v1::LeadGraph> {
                  ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const LeadGraph graph, graphs.Draw(call, id, request.depth()));
                  v1::LeadGraph out;
                  out.set_truncated(graph.truncated());
                  for (size_t i = 0; i < graph.nodes().size(); ++i)
                    *out.add_nodes() = ToProto(graph.nodes()[i], i);
                  for (const GraphEdge& edge : graph.edges()) *out.add_edges() = ToProto(edge);
                  return out;
                });
}

}  // namespace hecha::intake
