#include "services/intake/reporter_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/intake/v1/reporter.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/keyring.h"
#include "services/intake/dialogue_rpc.h"
#include "services/intake/vault_proto.h"

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

v1::ReceiptView ToProto(const ReceiptView& view) {
  const Dialogue& dialogue = view.dialogue;
  v1::ReceiptView out;
  out.set_progress(static_cast<v1::Progress>(view.progress));
  SetTimestamp(view.received_at, out.mutable_received_at());
  out.set_explanation(view.explanation);
  for (const Message& message : view.messages) {
    *out.add_messages() = ToProto(message);
    out.mutable_messages()->rbegin()->clear_user_id();
  }
  if (dialogue.informed_at.has_value()) {
    SetTimestamp(*dialogue.informed_at, out.mutable_informed_at());
    SetTimestamp(*dialogue.informed_at + Dialogue::kReviewPeriod, out.mutable_review_until());
  }
  if (dialogue.attitude.has_value())
    out.set_attitude(static_cast<v1::Attitude>(*dialogue.attitude));
  if (dialogue.review_requested_at.has_value())
    SetTimestamp(*dialogue.review_requested_at, out.mutable_review_requested_at());
  return out;
}

void FileReport(ReporterService& reporters, const Call& call, const v1::FileReportRequest& request,
                rpc::Reply<v1::FileReportResponse> reply) {
  const auto abandoned = [reply] { return reply.Abandoned(); };
  const auto done = [reply](absl::StatusOr<ReporterService::Filed> filed) {
    if (!filed.ok()) return reply(std::move(filed).status());
    v1::FileReportResponse response;
    response.set_receipt(filed->receipt.ToString());
    SetTimestamp(filed->received_at, response.mutable_received_at());
    reply(std::move(response));
  };
  if (!request.has_identity())
    return reporters.File(call, FromProto(request, call.now), abandoned, done);
  v1::FileReportRequest anonymous = request;
  anonymous.clear_identity();
  Call named = call;
  named.request_hash = security::Sha256("named\n" + anonymous.SerializeAsString());
  reporters.FileNamed(named, FromProto(request, call.now), ReadIdentity(request.identity()),
                      SealedBytesOf(ReadIdentity(request.identity())), abandoned, done);
}

// A handler of a call that shows a receipt and answers with what is behind it.
template <class Request, class Run>
void HandleReceipt(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.ReporterService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::ReceiptView> {
                  ASSIGN_OR_RETURN(const ReceiptView view,
                                   run(call, request, Receipt::ParseOrUnknown(request.receipt())));
                  return ToProto(view);
                });
}

}  // namespace

void RegisterReporterRpc(rpc::Router& router, ReporterService& reporters) {
  router.HandleAsync("hecha.intake.v1.ReporterService/FileReport",
                     [&reporters](const Call& call, const v1::FileReportRequest& request,
                                  rpc::Reply<v1::FileReportResponse> reply) {
                       FileReport(reporters, call, request, std::move(reply));
                     });
  HandleReceipt<v1::OpenReceiptRequest>(
      router, "OpenReceipt",
      [&reporters](const Call& call, const v1::OpenReceiptRequest&, const Receipt& receipt) {
        return reporters.Open(call, receipt);
      });
  HandleReceipt<v1::ReplyToReceiptRequest>(
      router, "ReplyToReceipt",
      [&reporters](const Call& call, const v1::ReplyToReceiptRequest& request,
                   const Receipt& receipt) {
        return reporters.Reply(call, receipt, request.text());
      });
  HandleReceipt<v1::ConfirmFeedbackRequest>(
      router, "ConfirmFeedback",
      [&reporters](const Call& call, const v1::ConfirmFeedbackRequest& request,
                   const Receipt& receipt) -> absl::StatusOr<ReceiptView> {
        if (request.attitude() == v1::ATTITUDE_UNSPECIFIED)
          return RefuseField("REQUIRED", "attitude", "请选择满意、认可或不认可",
                             "attitude is required");
        return reporters.Confirm(call, receipt, static_cast<Attitude>(request.attitude()));
      });
  HandleReceipt<v1::RequestReviewRequest>(
      router, "RequestReview",
      [&reporters](const Call& call, const v1::RequestReviewRequest& request,
                   const Receipt& receipt) {
        return reporters.RequestReview(call, receipt, request.reason());
      });
}

}  // namespace hecha::intake
