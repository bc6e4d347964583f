#include "services/intake/lead_merge_rpc.h"

#include <fmt/format.h>

#include "hecha/intake/v1/merge.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

v1::MergeRecord ToProto(const LeadMergeService::View& view) {
  const MergeRecord& record = view.record;
  v1::MergeRecord out;
  out.set_step(static_cast<v1::MergeStep>(record.step));
  out.set_survivor_lead_id(record.survivor.ToString());
  out.set_survivor_lead_no(view.survivor_no);
  out.set_user_id(record.user.ToString());
  events::SetTimestamp(record.happened_at, out.mutable_happened_at());
  out.set_reason(record.reason);
  return out;
}

// A step that needs nothing but its reason.
template <class Request>
void HandleStep(rpc::Router& router, std::string_view method, LeadMergeService& merges,
                absl::StatusOr<Lead> (LeadMergeService::*step)(const Call&, LeadId,
                                                               const std::string&)) {
  router.Handle(
      fmt::format("hecha.intake.v1.MergeService/{}", method),
      [&merges, step](const Call& call, const Request& request) -> absl::StatusOr<v1::Lead> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const Lead lead, (merges.*step)(call, id, request.reason()));
        return ToProto(lead, call.actor);
      });
}

}  // namespace

void RegisterLeadMergeRpc(rpc::Router& router, LeadMergeService& merges) {
  router.Handle("hecha.intake.v1.MergeService/ProposeMerge",
                [&merges](const Call& call,
                          const v1::ProposeMergeRequest& request) -> absl::StatusOr<v1::Lead> {
                  ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const LeadId survivor,
                                   ParseId<LeadId>("survivor_lead_id", request.survivor_lead_id()));
                  ASSIGN_OR_RETURN(const Lead lead,
                                   merges.Propose(call, id, survivor, request.reason()));
                  return ToProto(lead, call.actor);
                });
  HandleStep<v1::ConfirmMergeRequest>(router, "ConfirmMerge", merges, &LeadMergeService::Confirm);
  HandleStep<v1::DeclineMergeRequest>(router, "DeclineMerge", merges, &LeadMergeService::Decline);
  HandleStep<v1::UndoMergeRequest>(router, "UndoMerge", merges, &LeadMergeService::Undo);
  router.Handle(
      "hecha.intake.v1.MergeService/ListMerges",
      [&merges](const Call& call,
                const v1::ListMergesRequest& request) -> absl::StatusOr<v1::ListMergesResponse> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const auto views, merges.List(call, id));
        v1::ListMergesResponse response;
        for (const LeadMergeService::View& view : views) *response.add_merges() = ToProto(view);
        return response;
      });
}

}  // namespace hecha::intake
