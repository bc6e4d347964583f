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

// Of a lead's attachment, which intake keeps.
using AttachmentId = Id<struct AttachmentTag>;

absl::Status Required(std::string_view field) {
  return RefuseField("REQUIRED", field, "必填", fmt::format("{} is required", field));
}

absl::StatusOr<Step> FromProto(const v1::RecordStepRequest& request, absl::Time now) {
  if (request.kind() == v1::Step::KIND_UNSPECIFIED) return Required("kind");
  Step step;
  step.kind = static_cast<StepKind>(request.kind());
  step.happened_at = request.has_happened_at() ? FromTimestamp(request.happened_at()) : now;
  step.place = request.place();
  step.text = request.text();
  step.people_present.assign(request.people_present().begin(), request.people_present().end());
  for (int i = 0; i < request.attachment_ids_size(); ++i) {
    ASSIGN_OR_RETURN(
        const AttachmentId id,
        ParseId<AttachmentId>(fmt::format("attachment_ids[{}]", i), request.attachment_ids(i)));
    step.attachments.push_back(id.uuid);
  }
  return step;
}

absl::StatusOr<Finding> FromProto(const v1::RecordFindingRequest& request) {
  if (request.outcome() == v1::OUTCOME_UNSPECIFIED) return Required("outcome");
  Finding finding;
  finding.allegation = request.allegation();
  finding.outcome = static_cast<Outcome>(request.outcome());
  finding.basis = request.basis();
  finding.legal_basis = request.legal_basis();
  for (int i = 0; i < request.evidence_size(); ++i) {
    const v1::Evidence& one = request.evidence(i);
    Evidence evidence{one.step(), std::nullopt};
    if (!one.exhibit_id().empty()) {
      ASSIGN_OR_RETURN(
          evidence.exhibit,
          ParseId<ExhibitId>(fmt::format("evidence[{}].exhibit_id", i), one.exhibit_id()));
    }
    finding.evidence.push_back(evidence);
  }
  return finding;
}

absl::StatusOr<CaseFilter> FromProto(const v1::ListCasesRequest& request) {
  CaseFilter filter;
  filter.division = request.division();
  filter.lead_no = request.lead_no();
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
  for (const Case& subject : found) *response.add_cases() = ToLine(subject);
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
  HandleCase<v1::ExtendCaseRequest>(
      router, "ExtendCase",
      [&cases](const Call& call, CaseId id, const v1::ExtendCaseRequest& request) {
        return cases.Extend(call, id, request.days(), request.reason());
      });
  HandleCase<v1::ReturnProgressRequest>(
      router, "ReturnProgress",
      [&cases](const Call& call, CaseId id, const v1::ReturnProgressRequest& request) {
        return cases.ReturnProgress(call, id, request.text());
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
}

}  // namespace hecha::verification
