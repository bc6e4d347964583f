#include "services/intake/list_change_rpc.h"

#include <fmt/format.h>

#include "hecha/intake/v1/list_change.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

v1::ListChange ToProto(const ListChange& change) {
  v1::ListChange out;
  out.set_id(change.id.ToString());
  out.set_etag(fmt::format("{}", change.version));
  out.set_lead_id(change.lead.ToString());
  out.set_state(static_cast<v1::ListChangeState>(change.state));
  out.set_level(static_cast<v1::Level>(change.terms.level));
  out.set_instruction(static_cast<v1::Instruction>(change.terms.instruction));
  out.set_key_lead(change.terms.key_lead);
  out.set_document_no(change.terms.document_no);
  out.set_issuing_body(change.terms.issuing_body);
  out.set_instructed_by(change.terms.instructed_by);
  if (change.terms.deadline.has_value())
    SetTimestamp(*change.terms.deadline, out.mutable_deadline());
  out.set_words_differ(change.words_differ);
  SetTimestamp(change.found_at, out.mutable_found_at());
  if (!change.decided_at.has_value()) return out;
  out.set_decided_by(change.decided_by.ToString());
  SetTimestamp(*change.decided_at, out.mutable_decided_at());
  out.set_reason(change.reason);
  return out;
}

template <class Request>
void HandleDecision(rpc::Router& router, std::string_view method, ListChangeService& changes,
                    bool accepted) {
  router.Handle(
      fmt::format("hecha.intake.v1.ListChangeService/{}", method),
      [&changes, accepted](const Call& call,
                           const Request& request) -> absl::StatusOr<v1::ListChange> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const ListChangeId id,
                         ParseId<ListChangeId>("list_change_id", request.list_change_id()));
        ASSIGN_OR_RETURN(const ListChange change,
                         changes.Decide(call, lead, id, accepted, request.reason()));
        return ToProto(change);
      });
}

}  // namespace

void RegisterListChangeRpc(rpc::Router& router, ListChangeService& changes) {
  router.Handle("hecha.intake.v1.ListChangeService/ListListChanges",
                [&changes](const Call& call, const v1::ListListChangesRequest& request)
                    -> absl::StatusOr<v1::ListListChangesResponse> {
                  ASSIGN_OR_RETURN(const LeadId lead,
                                   ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const std::vector<ListChange> found, changes.List(call, lead));
                  v1::ListListChangesResponse response;
                  for (const ListChange& change : found) *response.add_changes() = ToProto(change);
                  return response;
                });
  HandleDecision<v1::AcceptListChangeRequest>(router, "AcceptListChange", changes, true);
  HandleDecision<v1::DeclineListChangeRequest>(router, "DeclineListChange", changes, false);
}

}  // namespace hecha::intake
