#include "services/supervision/problem_rpc.h"

#include <fmt/format.h>

#include "hecha/supervision/v1/problem.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

v1::Problem ToProto(const Problem& problem) {
  const ProblemReport& report = problem.report;
  v1::Problem out;
  out.set_id(problem.id.ToString());
  out.set_etag(fmt::format("{}", problem.version));
  out.set_division(report.division);
  out.set_unit_id(report.unit.ToString());
  out.set_unit_name(report.unit_name);
  if (report.lead.has_value()) out.set_lead_id(report.lead->ToString());
  out.set_state(static_cast<v1::ProblemState>(problem.state));
  out.set_description(report.description);
  SetTimestamp(report.due, out.mutable_due());
  SetTimestamp(problem.raised_at, out.mutable_raised_at());
  out.set_raised_by(problem.raised_by);
  out.set_measures(problem.measures);
  out.set_result(problem.result);
  if (!problem.rectifier.nil()) out.set_rectifier_id(problem.rectifier.ToString());
  if (!problem.acceptor.nil()) out.set_acceptor_id(problem.acceptor.ToString());
  out.set_remark(problem.remark);
  if (problem.struck_off_at.has_value())
    SetTimestamp(*problem.struck_off_at, out.mutable_struck_off_at());
  return out;
}

// The problem, and what the caller may do with it.
v1::Problem Answer(const Problem& problem, const Call& call) {
  v1::Problem out = ToProto(problem);
  rpc::Offers offers("hecha.supervision.v1.ProblemService", call.actor, *out.mutable_actions());
  offers.Offer("PlanRectification", problem,
               [&](Problem& copy) { return copy.Plan(call.actor, ""); });
  offers.Offer("ReportRectified", problem,
               [&](Problem& copy) { return copy.ReportRectified(call.actor, ""); });
  offers.Offer("StrikeOffProblem", problem,
               [&](Problem& copy) { return copy.StrikeOff(call.actor, call.now); });
  offers.Offer("SendBackProblem", problem,
               [&](Problem& copy) { return copy.SendBack(call.actor, ""); });
  return out;
}

absl::StatusOr<ProblemReport> FromProto(const v1::RaiseProblemRequest& request) {
  if (!request.has_due()) return RefuseField("REQUIRED", "due", "整改时限必填", "due is required");
  ProblemReport report;
  report.division = request.division();
  ASSIGN_OR_RETURN(report.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  report.unit_name = request.unit_name();
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(report.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  report.description = request.description();
  report.due = FromTimestamp(request.due());
  return report;
}

absl::StatusOr<v1::ListProblemsResponse> ListProblems(ProblemService& problems, const Call& call,
                                                      const v1::ListProblemsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ProblemFilter filter;
  filter.division = request.division();
  if (request.state() != v1::PROBLEM_STATE_UNSPECIFIED)
    filter.state = static_cast<ProblemState>(request.state());
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Problem> found, problems.List(call, filter, page));
  v1::ListProblemsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Problem& problem) { return problem.id; }));
  for (const Problem& problem : found) *response.add_problems() = Answer(problem, call);
  return response;
}

// A handler of a call that names a problem and answers with it.
template <class Request, class Run>
void HandleProblem(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.supervision.v1.ProblemService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Problem> {
                  ASSIGN_OR_RETURN(const ProblemId id,
                                   ParseId<ProblemId>("problem_id", request.problem_id()));
                  ASSIGN_OR_RETURN(const Problem problem, run(call, id, request));
                  return Answer(problem, call);
                });
}

}  // namespace

void RegisterProblemRpc(rpc::Router& router, ProblemService& problems) {
  router.Handle("hecha.supervision.v1.ProblemService/RaiseProblem",
                [&problems](const Call& call,
                            const v1::RaiseProblemRequest& request) -> absl::StatusOr<v1::Problem> {
                  ASSIGN_OR_RETURN(ProblemReport report, FromProto(request));
                  ASSIGN_OR_RETURN(const Problem problem, problems.Raise(call, std::move(report)));
                  return Answer(problem, call);
                });
  router.Handle("hecha.supervision.v1.ProblemService/ListProblems",
                [&problems](const Call& call, const v1::ListProblemsRequest& request) {
                  return ListProblems(problems, call, request);
                });
  HandleProblem<v1::GetProblemRequest>(
      router, "GetProblem",
      [&problems](const Call& call, ProblemId id, const v1::GetProblemRequest&) {
        return problems.Get(call, id);
      });
  HandleProblem<v1::PlanRectificationRequest>(
      router, "PlanRectification",
      [&problems](const Call& call, ProblemId id, const v1::PlanRectificationRequest& request) {
        return problems.Plan(call, id, request.measures());
      });
  HandleProblem<v1::ReportRectifiedRequest>(
      router, "ReportRectified",
      [&problems](const Call& call, ProblemId id, const v1::ReportRectifiedRequest& request) {
        return problems.ReportRectified(call, id, request.result());
      });
  HandleProblem<v1::StrikeOffProblemRequest>(
      router, "StrikeOffProblem",
      [&problems](const Call& call, ProblemId id, const v1::StrikeOffProblemRequest&) {
        return problems.StrikeOff(call, id);
      });
  HandleProblem<v1::SendBackProblemRequest>(
      router, "SendBackProblem",
      [&problems](const Call& call, ProblemId id, const v1::SendBackProblemRequest& request) {
        return problems.SendBack(call, id, request.remark());
      });
}

}  // namespace hecha::supervision
