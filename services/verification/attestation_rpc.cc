#include "services/verification/attestation_rpc.h"

#include <utility>

#include "hecha/accountability/v1/evidence.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {

AskLog AskOver(std::shared_ptr<rpc::Channel> accountability, const security::ActorIssuer& issuer) {
  return [channel = std::move(accountability), &issuer](
             const Call& call, const std::vector<Uuid>& events) -> absl::StatusOr<LogProof> {
    accountability::v1::ProveEventsRequest request;
    for (const Uuid& event : events) request.add_event_ids(event.ToString());
    accountability::v1::ProveEventsResponse response;
    RETURN_IF_ERROR(channel->Unary("hecha.accountability.v1.EvidenceService/ProveEvents", request,
                                   response,
                                   {.actor_token = issuer.IssueService(),
                                    .traceparent = call.traceparent,
                                    .deadline = call.deadline}));
    LogProof proof{response.checkpoint().note(), {}};
    for (const accountability::v1::InclusionProof& one : response.proofs())
      proof.entries.push_back({one.entry().leaf(),
                               one.entry().entry_index(),
                               {one.hashes().begin(), one.hashes().end()}});
    if (proof.entries.size() != events.size())
      return absl::InternalError("the evidence log answered for other events");
    return proof;
  };
}

}  // namespace hecha::verification
