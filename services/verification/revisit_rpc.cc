#include "services/verification/revisit_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/verification/v1/revisit.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.verification.v1.RevisitService";

v1::Revisit ToProto(const Revisit& revisit) {
  v1::Revisit out;
  out.set_id(revisit.id.ToString());
  out.set_etag(fmt::format("{}", revisit.version));
  out.set_case_id(revisit.case_id.ToString());
  out.set_lead_id(revisit.lead.ToString());
  out.set_lead_no(revisit.lead_no);
  out.set_division(revisit.division);
  out.set_state(static_cast<v1::Revisit::State>(revisit.state));
  SetTimestamp(revisit.due_at, out.mutable_due_at());
  if (revisit.contacted_at.has_value()) {
    SetTimestamp(*revisit.contacted_at, out.mutable_contacted_at());
    out.set_contacted_by(revisit.contacted_by.ToString());
  }
  if (revisit.attitude.has_value()) out.set_attitude(static_cast<v1::Attitude>(*revisit.attitude));
  out.set_note(revisit.note);
  return out;
}

absl::StatusOr<v1::Revisit> RecordRevisit(RevisitService& revisits, const Call& call,
                                          const v1::RecordRevisitRequest& request) {
  ASSIGN_OR_RETURN(const RevisitId id, ParseId<RevisitId>("revisit_id", request.revisit_id()));
  if (request.attitude() == v1::ATTITUDE_UNSPECIFIED)
    return RefuseField("REQUIRED", "attitude", "须记录举报人态度",
                       "the reporter's attitude is required");
  ASSIGN_OR_RETURN(
      const Revisit revisit,
      revisits.Record(call, id, static_cast<Attitude>(request.attitude()), request.note()));
  return ToProto(revisit);
}

absl::StatusOr<v1::ListRevisitsResponse> ListRevisits(RevisitService& revisits, const Call& call,
                                                      const v1::ListRevisitsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  RevisitFilter filter;
  filter.division = request.division();
  if (request.state() != v1::Revisit::STATE_UNSPECIFIED)
    filter.state = static_cast<RevisitState>(request.state());
  if (!request.case_id().empty()) {
    ASSIGN_OR_RETURN(filter.case_id, ParseId<CaseId>("case_id", request.case_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Revisit> found, revisits.List(call, std::move(filter), page));
  v1::ListRevisitsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Revisit& revisit) { return revisit.id; }));
  for (const Revisit& revisit : found) {
    v1::Revisit& added = *response.add_revisits() = ToProto(revisit);
    // There is no GetRevisit: the list is where a revisit is taken up.
    rpc::Offers(kService, call.actor, *added.mutable_actions())
        .Offer("RecordRevisit", revisit, [&](Revisit& copy) {
          return copy.Record(call.actor, Attitude::kAccepts, "", call.now);
        });
  }
  return response;
}

}  // namespace

void RegisterRevisitRpc(rpc::Router& router, RevisitService& revisits) {
  router.Handle(fmt::format("{}/ListRevisits", kService),
                [&revisits](const Call& call, const v1::ListRevisitsRequest& request) {
                  return ListRevisits(revisits, call, request);
                });
  router.Handle(fmt::format("{}/RecordRevisit", kService),
                [&revisits](const Call& call, const v1::RecordRevisitRequest& request) {
                  return RecordRevisit(revisits, call, request);
                });
}

}  // namespace hecha::verification
