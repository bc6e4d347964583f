#include "services/verification/report_copy_rpc.h"

#include <utility>

#include "google/api/httpbody.pb.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

absl::StatusOr<google::api::HttpBody> PrintReport(ReportCopyService& copies, const Call& call,
                                                  const v1::PrintReportRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
  const PrintForm form = request.form() == v1::PrintReportRequest::FORM_FEEDBACK
                             ? PrintForm::kFeedback
                             : PrintForm::kReport;
  ASSIGN_OR_RETURN(std::string pdf, copies.Print(call, id, request.report_version(), form));
  google::api::HttpBody body;
  body.set_content_type("application/pdf");
  body.set_data(std::move(pdf));
  return body;
}

absl::StatusOr<v1::ReportExport> ExportReport(ReportCopyService& copies, const Call& call,
                                              const v1::ExportReportRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const ReportCopy copy, copies.Export(call, id, request.report_version()));
  v1::ReportExport out;
  out.set_form(copy.report.form);
  out.set_liability_text(std::string(LiabilityText()));
  for (const Endorsement& given : copy.endorsements) *out.add_endorsements() = ToProto(given);
  for (size_t i = 0; i < copy.attestations.size(); ++i) {
    const LogProof::Entry& entry = copy.proof.entries[i];
    v1::Attestation& added = *out.add_attestations();
    added.set_payload(copy.attestations[i].payload);
    added.set_salt(copy.attestations[i].salt);
    added.set_leaf(entry.leaf);
    added.set_entry_index(entry.index);
    for (const std::string& hash : entry.hashes) added.add_hashes(hash);
  }
  out.set_checkpoint(copy.proof.checkpoint);
  return out;
}

}  // namespace

void RegisterReportCopyRpc(rpc::Router& router, ReportCopyService& copies) {
  router.Handle(CaseMethod("PrintReport"),
                [&copies](const Call& call, const v1::PrintReportRequest& request) {
                  return PrintReport(copies, call, request);
                });
  router.Handle(CaseMethod("ExportReport"),
                [&copies](const Call& call, const v1::ExportReportRequest& request) {
                  return ExportReport(copies, call, request);
                });
}

}  // namespace hecha::verification
