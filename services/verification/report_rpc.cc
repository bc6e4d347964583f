#include "services/verification/report_rpc.h"

#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

absl::StatusOr<v1::ListReportsResponse> ListReports(ReportService& reports, const Call& call,
                                                    const v1::ListReportsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const std::vector<Report> found, reports.List(call, id));
  v1::ListReportsResponse response;
  for (const Report& report : found) *response.add_reports() = ToProto(id, report);
  return response;
}

absl::StatusOr<v1::ReportDiff> DiffReports(ReportService& reports, const Call& call,
                                           const v1::DiffReportsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const ReportDiff diff, reports.Diff(call, id, request.from(), request.to()));
  v1::ReportDiff out;
  out.set_from(diff.from);
  out.set_to(diff.to);
  for (const ReportDiff::Section& section : diff.sections) {
    v1::ReportDiff::Section& added = *out.add_sections();
    added.set_name(section.name);
    added.set_title(section.title);
    for (const DiffLine& line : section.lines) {
      v1::ReportDiff::Line& one = *added.add_lines();
      one.set_change(static_cast<v1::ReportDiff::Line::Change>(line.change));
      one.set_text(line.text);
    }
  }
  return out;
}

}  // namespace

v1::Report ToProto(CaseId case_id, const Report& report) {
  v1::Report out;
  out.set_case_id(case_id.ToString());
  out.set_report_version(report.version);
  out.set_outcome(static_cast<v1::Outcome>(report.outcome));
  out.set_form(report.form);
  out.set_report_hash(report.hash);
  out.set_submitted_by(report.submitted_by.ToString());
  SetTimestamp(report.submitted_at, out.mutable_submitted_at());
  if (report.reported_at.has_value()) SetTimestamp(*report.reported_at, out.mutable_reported_at());
  if (report.voided_at.has_value()) SetTimestamp(*report.voided_at, out.mutable_voided_at());
  out.set_void_reason(report.void_reason);
  return out;
}

void RegisterReportRpc(rpc::Router& router, ReportService& reports) {
  HandleCase<v1::SubmitReportRequest>(
      router, "SubmitReport",
      [&reports](const Call& call, CaseId id, const v1::SubmitReportRequest& request) {
        return reports.Submit(call, id, request.text());
      });
  router.Handle(CaseMethod("GetReport"),
                [&reports](const Call& call,
                           const v1::GetReportRequest& request) -> absl::StatusOr<v1::Report> {
                  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
                  ASSIGN_OR_RETURN(const Report report,
                                   reports.Get(call, id, request.report_version()));
                  return ToProto(id, report);
                });
  router.Handle(CaseMethod("ListReports"),
                [&reports](const Call& call, const v1::ListReportsRequest& request) {
                  return ListReports(reports, call, request);
                });
  router.Handle(CaseMethod("DiffReports"),
                [&reports](const Call& call, const v1::DiffReportsRequest& request) {
                  return DiffReports(reports, call, request);
                });
  HandleCase<v1::AcceptReportRequest>(
      router, "AcceptReport",
      [&reports](const Call& call, CaseId id, const v1::AcceptReportRequest& request) {
        return reports.Accept(call, id, request.remark());
      });
  HandleCase<v1::ReportUpRequest>(
      router, "ReportUp", [&reports](const Call& call, CaseId id, const v1::ReportUpRequest&) {
        return reports.ReportUp(call, id);
      });
  HandleCase<v1::RejectReportRequest>(
      router, "RejectReport",
      [&reports](const Call& call, CaseId id, const v1::RejectReportRequest& request) {
        return reports.Reject(call, id, request.reason());
      });
}

}  // namespace hecha::verification
