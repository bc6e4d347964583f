#include "services/accountability/proceeding_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/accountability/v1/proceeding.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::accountability {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

std::string UnlessNil(UserId user) { return user.nil() ? "" : user.ToString(); }

v1::Proceeding ToProto(const Proceeding& proceeding) {
  const Opening& opening = proceeding.opening;
  v1::Proceeding out;
  out.set_id(proceeding.id.ToString());
  out.set_etag(fmt::format("{}", proceeding.version));
  out.set_division(opening.division);
  out.set_state(static_cast<v1::State>(proceeding.state));
  out.set_trigger(static_cast<v1::Trigger>(opening.trigger));
  if (opening.clock.has_value()) out.set_clock_id(opening.clock->ToString());
  if (opening.lead.has_value()) out.set_lead_id(opening.lead->ToString());
  out.set_lead_no(opening.lead_no);
  out.set_unit_id(opening.unit.ToString());
  out.set_unit_name(opening.unit_name);
  out.set_cause(opening.cause);
  out.set_facts(proceeding.facts);
  out.set_statement(proceeding.statement);
  if (proceeding.proposal.has_value()) {
    const Proposal& proposal = *proceeding.proposal;
    out.set_measure(static_cast<v1::Measure>(proposal.measure));
    out.set_grounds(proposal.grounds);
    out.set_legal_basis(proposal.legal_basis);
    if (proposal.rectify_by.has_value())
      SetTimestamp(*proposal.rectify_by, out.mutable_rectify_by());
  }
  out.set_proposer_id(UnlessNil(proceeding.proposer));
  out.set_approver_id(UnlessNil(proceeding.approver));
  out.set_execution(proceeding.execution);
  out.set_document_no(proceeding.document_no);
  out.set_appeal(proceeding.appeal);
  out.set_decision(proceeding.decision);
  out.set_appeal_decider_id(UnlessNil(proceeding.appeal_decider));
  SetTimestamp(proceeding.opened_at, out.mutable_opened_at());
  SetTimestamp(proceeding.updated_at, out.mutable_updated_at());
  return out;
}

// The proceeding, and what the caller may do with it.
v1::Proceeding Answer(const Proceeding& proceeding, const Call& call) {
  const Actor& actor = call.actor;
  const absl::Time now = call.now;
  v1::Proceeding out = ToProto(proceeding);
  rpc::Offers offers("hecha.accountability.v1.ProceedingService", actor, *out.mutable_actions());
  const auto offer = [&](std::string_view method, auto rule) {
    offers.Offer(method, proceeding, rule);
  };
  offer("FindFacts", [&](Proceeding& copy) { return copy.FindFacts(actor, "", now); });
  offer("HearProceeding", [&](Proceeding& copy) { return copy.Hear(actor, "", now); });
  offer("ProposeMeasure", [&](Proceeding& copy) { return copy.Propose(actor, {}, now); });
  offer("ApproveMeasure", [&](Proceeding& copy) { return copy.Approve(actor, now); });
  offer("ExecuteMeasure", [&](Proceeding& copy) { return copy.Execute(actor, "", "", now); });
  offer("AppealProceeding", [&](Proceeding& copy) { return copy.Appeal(actor, "", now); });
  offer("DecideAppeal", [&](Proceeding& copy) { return copy.DecideAppeal(actor, false, "", now); });
  offer("FileProceeding", [&](Proceeding& copy) { return copy.File(actor, now); });
  return out;
}

absl::StatusOr<Opening> FromProto(const v1::CreateProceedingRequest& request) {
  Opening opening;
  opening.division = request.division();
  opening.trigger = Trigger::kReport;
  ASSIGN_OR_RETURN(opening.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  opening.unit_name = request.unit_name();
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(opening.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  opening.lead_no = request.lead_no();
  opening.cause = request.cause();
  return opening;
}

absl::StatusOr<Proposal> FromProto(const v1::ProposeMeasureRequest& request) {
  if (request.measure() == v1::MEASURE_UNSPECIFIED)
    return RefuseField("REQUIRED", "measure", "措施必填", "the measure is required");
  Proposal proposal;
  proposal.measure = static_cast<Measure>(request.measure());
  proposal.grounds = request.grounds();
  proposal.legal_basis = request.legal_basis();
  if (request.has_rectify_by()) proposal.rectify_by = FromTimestamp(request.rectify_by());
  return proposal;
}

absl::StatusOr<v1::ListProceedingsResponse> ListProceedings(
    ProceedingService& proceedings, const Call& call, const v1::ListProceedingsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ProceedingFilter filter;
  filter.division = request.division();
  if (request.state() != v1::STATE_UNSPECIFIED)
    filter.state = static_cast<ProceedingState>(request.state());
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  if (!request.clock_id().empty()) {
    ASSIGN_OR_RETURN(filter.clock, ParseId<ClockId>("clock_id", request.clock_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Proceeding> found, proceedings.List(call, std::move(filter), page));
  v1::ListProceedingsResponse response;
  response.set_next_page_token(
      page.Cut(found, [](const Proceeding& proceeding) { return proceeding.id; }));
  for (const Proceeding& proceeding : found) *response.add_proceedings() = Answer(proceeding, call);
  return response;
}

// A handler of a call that answers with one proceeding.
template <class Request, class Run>
void HandleProceeding(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.accountability.v1.ProceedingService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Proceeding> {
                  ASSIGN_OR_RETURN(const Proceeding proceeding, run(call, request));
                  return Answer(proceeding, call);
                });
}

// The same for a call that names the proceeding: `run` is given its id.
template <class Request, class Run>
void HandleNamed(rpc::Router& router, std::string_view method, Run run) {
  HandleProceeding<Request>(
      router, method,
      [run](const Call& call, const Request& request) -> absl::StatusOr<Proceeding> {
        ASSIGN_OR_RETURN(const ProceedingId id,
                         ParseId<ProceedingId>("proceeding_id", request.proceeding_id()));
        return run(call, id, request);
      });
}

}  // namespace

void RegisterProceedingRpc(rpc::Router& router, ProceedingService& proceedings) {
  HandleProceeding<v1::CreateProceedingRequest>(
      router, "CreateProceeding",
      [&proceedings](const Call& call,
                     const v1::CreateProceedingRequest& request) -> absl::StatusOr<Proceeding> {
        ASSIGN_OR_RETURN(Opening opening, FromProto(request));
        return proceedings.Open(call, std::move(opening));
      });
  HandleNamed<v1::GetProceedingRequest>(
      router, "GetProceeding",
      [&proceedings](const Call& call, ProceedingId id, const v1::GetProceedingRequest&) {
        return proceedings.Get(call, id);
      });
  HandleNamed<v1::FindFactsRequest>(
      router, "FindFacts",
      [&proceedings](const Call& call, ProceedingId id, const v1::FindFactsRequest& request) {
        return proceedings.FindFacts(call, id, request.facts());
      });
  HandleNamed<v1::HearProceedingRequest>(
      router, "HearProceeding",
      [&proceedings](const Call& call, ProceedingId id, const v1::HearProceedingRequest& request) {
        return proceedings.Hear(call, id, request.statement());
      });
  HandleNamed<v1::ProposeMeasureRequest>(
      router, "ProposeMeasure",
      [&proceedings](const Call& call, ProceedingId id,
                     const v1::ProposeMeasureRequest& request) -> absl::StatusOr<Proceeding> {
        ASSIGN_OR_RETURN(const Proposal proposal, FromProto(request));
        return proceedings.Propose(call, id, proposal);
      });
  HandleNamed<v1::ApproveMeasureRequest>(
      router, "ApproveMeasure",
      [&proceedings](const Call& call, ProceedingId id, const v1::ApproveMeasureRequest&) {
        return proceedings.Approve(call, id);
      });
  HandleNamed<v1::ExecuteMeasureRequest>(
      router, "ExecuteMeasure",
      [&proceedings](const Call& call, ProceedingId id, const v1::ExecuteMeasureRequest& request) {
        return proceedings.Execute(call, id, request.execution(), request.document_no());
      });
  HandleNamed<v1::AppealProceedingRequest>(
      router, "AppealProceeding",
      [&proceedings](const Call& call, ProceedingId id,
                     const v1::AppealProceedingRequest& request) {
        return proceedings.Appeal(call, id, request.appeal());
      });
  HandleNamed<v1::DecideAppealRequest>(
      router, "DecideAppeal",
      [&proceedings](const Call& call, ProceedingId id,
                     const v1::DecideAppealRequest& request) -> absl::StatusOr<Proceeding> {
        if (request.decision() == v1::DecideAppealRequest::DECISION_UNSPECIFIED)
          return RefuseField("REQUIRED", "decision", "须选择维持或撤销",
                             "the decision is required");
        return proceedings.DecideAppeal(
            call, id, request.decision() == v1::DecideAppealRequest::DECISION_OVERTURN,
            request.reasons());
      });
  HandleNamed<v1::FileProceedingRequest>(
      router, "FileProceeding",
      [&proceedings](const Call& call, ProceedingId id, const v1::FileProceedingRequest&) {
        return proceedings.File(call, id);
      });
  router.Handle("hecha.accountability.v1.ProceedingService/ListProceedings",
                [&proceedings](const Call& call, const v1::ListProceedingsRequest& request) {
                  return ListProceedings(proceedings, call, request);
                });
}

}  // namespace hecha::accountability
