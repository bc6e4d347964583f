#include "services/verification/case_rpc.h"

#include <utility>
#include <vector>

#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

using events::FromTimestamp;

absl::Status Required(std::string_view field) {
  return RefuseField("REQUIRED", field, fmt::format("{} 必填", field),
                     fmt::format("{} is required", field));
}

absl::StatusOr<Plan> FromProto(const v1::PlanCaseRequest& request) {
  Plan plan;
  plan.text = request.text();
  for (int i = 0; i < request.team_size(); ++i) {
    const v1::TeamMember& member = request.team(i);
    ASSIGN_OR_RETURN(const UserId user,
                     ParseId<UserId>(fmt::format("team[{}].user_id", i), member.user_id()));
    plan.team.push_back({user, member.declaration()});
  }
  plan.allegations.assign(request.allegations().begin(), request.allegations().end());
  return plan;
}

absl::StatusOr<Step> FromProto(const v1::RecordStepRequest& request, absl::Time now) {
  if (request.kind() == v1::Step::KIND_UNSPECIFIED) return Required("kind");
  Step step;
  step.kind = static_cast<StepKind>(request.kind());
  step.happened_at = request.has_happened_at() ? FromTimestamp(request.happened_at()) : now;
  step.place = request.place();
  step.text = request.text();
  return step;
}

absl::StatusOr<Finding> FromProto(const v1::RecordFindingRequest& request) {
  if (request.outcome() == v1::OUTCOME_UNSPECIFIED) return Required("outcome");
  Finding finding;
  finding.allegation = request.allegation();
  finding.outcome = static_cast<Outcome>(request.outcome());
  finding.basis = request.basis();
  finding.legal_basis = request.legal_basis();
  return finding;
}

Feedback FromProto(const v1::GiveFeedbackRequest& request) {
  Feedback feedback;
  feedback.explanation = request.explanation();
  if (request.attitude() != v1::ATTITUDE_UNSPECIFIED)
    feedback.attitude = static_cast<Attitude>(request.attitude());
  feedback.no_channel = request.no_channel();
  return feedback;
}

absl::StatusOr<CaseFilter> FromProto(const v1::ListCasesRequest& request) {
  CaseFilter filter;
  filter.division = request.division();
  if (request.state() != v1::STATE_UNSPECIFIED)
    filter.state = static_cast<CaseState>(request.state());
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(filter.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  return filter;
}

absl::StatusOr<v1::ListCasesResponse> ListCases(CaseService& cases, const Call& call,
                                                const v1::ListCasesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(CaseFilter filter, FromProto(request));
  ASSIGN_OR_RETURN(std::vector<Case> found, cases.List(call, std::move(filter), page));
  v1::ListCasesResponse response;
  response.set_next_page_token(page.Cut(found, [](const Case& subject) { return subject.id; }));
  for (const Case& subject : found)
    if (subject.VisibleTo(call.actor) != Visibility::kNothing)
      *response.add_cases() = ToLine(subject);
  return response;
}

// The unit's side: from the assignment to the findings.
void RegisterWork(rpc::Router& router, CaseService& cases) {
  HandleCase<v1::AcceptCaseRequest>(
      router, "AcceptCase", [&cases](const Call& call, CaseId id, const v1::AcceptCaseRequest&) {
        return cases.Accept(call, id);
      });
  HandleCase<v1::ReturnCaseRequest>(
      router, "ReturnCase",
      [&cases](const Call& call, CaseId id, const v1::ReturnCaseRequest& request) {
        return cases.Return(call, id, request.reason());
      });
  HandleCase<v1::PlanCaseRequest>(
      router, "PlanCase",
      [&cases](const Call& call, CaseId id,
               const v1::PlanCaseRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(const Plan plan, FromProto(request));
        return cases.SetPlan(call, id, plan);
      });
  HandleCase<v1::SuspendCaseRequest>(
      router, "SuspendCase",
      [&cases](const Call& call, CaseId id,
               const v1::SuspendCaseRequest& request) -> absl::StatusOr<Case> {
        if (!request.has_until()) return Required("until");
        return cases.Suspend(call, id, request.reason(), FromTimestamp(request.until()));
      });
  HandleCase<v1::ResumeCaseRequest>(
      router, "ResumeCase", [&cases](const Call& call, CaseId id, const v1::ResumeCaseRequest&) {
        return cases.Resume(call, id);
      });
  HandleCase<v1::RecordStepRequest>(
      router, "RecordStep",
      [&cases](const Call& call, CaseId id,
               const v1::RecordStepRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(Step step, FromProto(request, call.now));
        return cases.Record(call, id, std::move(step));
      });
  HandleCase<v1::RecordFindingRequest>(
      router, "RecordFinding",
      [&cases](const Call& call, CaseId id,
               const v1::RecordFindingRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(Finding finding, FromProto(request));
        return cases.Record(call, id, std::move(finding));
      });
}

// What follows from the outcome.
void RegisterFollowUp(rpc::Router& router, CaseService& cases) {
  HandleCase<v1::FileCaseRequest>(
      router, "FileCase",
      [&cases](const Call& call, CaseId id, const v1::FileCaseRequest& request) {
        Filing filing;
        filing.filing_no = request.filing_no();
        filing.receiving_organ = request.receiving_organ();
        return cases.File(call, id, std::move(filing));
      });
  HandleCase<v1::GiveFeedbackRequest>(
      router, "GiveFeedback",
      [&cases](const Call& call, CaseId id, const v1::GiveFeedbackRequest& request) {
        return cases.GiveFeedback(call, id, FromProto(request));
      });
  HandleCase<v1::CloseCaseRequest>(
      router, "CloseCase", [&cases](const Call& call, CaseId id, const v1::CloseCaseRequest&) {
        return cases.Close(call, id);
      });
}

}  // namespace

void RegisterCaseRpc(rpc::Router& router, CaseService& cases) {
  HandleCase<v1::GetCaseRequest>(router, "GetCase",
                                 [&cases](const Call& call, CaseId id, const v1::GetCaseRequest&) {
                                   return cases.Get(call, id);
                                 });
  router.Handle(CaseMethod("ListCases"),
                [&cases](const Call& call, const v1::ListCasesRequest& request) {
                  return ListCases(cases, call, request);
                });
  RegisterWork(router, cases);
  RegisterFollowUp(router, cases);
}

}  // namespace hecha::verification
