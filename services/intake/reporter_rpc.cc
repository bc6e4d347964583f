#include "services/intake/reporter_rpc.h"

#include <utility>

#include "hecha/intake/v1/reporter.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

Registration FromProto(const v1::FileReportRequest& request, absl::Time now) {
  Registration report;
  report.division = request.division();
  if (request.sector() != v1::SECTOR_UNSPECIFIED)
    report.sector = static_cast<Sector>(request.sector());
  report.received_at = now;
  report.title = request.title();
  report.narrative = request.narrative();
  return report;
}

}  // namespace

void RegisterReporterRpc(rpc::Router& router, ReporterService& reporters) {
  router.Handle(
      "hecha.intake.v1.ReporterService/FileReport",
      [&reporters](const Call& call,
                   const v1::FileReportRequest& request) -> absl::StatusOr<v1::FileReportResponse> {
        ASSIGN_OR_RETURN(const ReporterService::Filed filed,
                         reporters.File(call, FromProto(request, call.now)));
        v1::FileReportResponse response;
        response.set_receipt(filed.receipt.ToString());
        SetTimestamp(filed.received_at, response.mutable_received_at());
        return response;
      });
  router.Handle(
      "hecha.intake.v1.ReporterService/OpenReceipt",
      [&reporters](const Call& call,
                   const v1::OpenReceiptRequest& request) -> absl::StatusOr<v1::ReceiptView> {
        ASSIGN_OR_RETURN(const Receipt receipt, Receipt::Parse(request.receipt()));
        ASSIGN_OR_RETURN(const ReceiptView view, reporters.Open(call, receipt));
        v1::ReceiptView response;
        response.set_progress(static_cast<v1::Progress>(view.progress));
        SetTimestamp(view.received_at, response.mutable_received_at());
        response.set_explanation(view.explanation);
        return response;
      });
}

}  // namespace hecha::intake
