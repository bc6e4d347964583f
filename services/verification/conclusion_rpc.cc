#include "services/verification/conclusion_rpc.h"

#include <utility>

#include "services/common/events/timestamp.h"
#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

using events::FromTimestamp;

Filing FromProto(const v1::FileCaseRequest& request, absl::Time now) {
  Filing filing;
  filing.filing_no = request.filing_no();
  filing.receiving_organ = request.receiving_organ();
  filing.filed_at = request.has_filed_at() ? FromTimestamp(request.filed_at()) : now;
  if (request.has_sent_at()) filing.sent_at = FromTimestamp(request.sent_at());
  if (request.has_received_at()) filing.received_at = FromTimestamp(request.received_at());
  return filing;
}

Feedback FromProto(const v1::GiveFeedbackRequest& request) {
  Feedback feedback;
  feedback.explanation = request.explanation();
  if (request.attitude() != v1::ATTITUDE_UNSPECIFIED)
    feedback.attitude = static_cast<Attitude>(request.attitude());
  feedback.no_channel = request.no_channel();
  return feedback;
}

}  // namespace

void RegisterConclusionRpc(rpc::Router& router, ConclusionService& conclusions) {
  HandleCase<v1::FlagUmbrellaRequest>(
      router, "FlagUmbrella",
      [&conclusions](const Call& call, CaseId id, const v1::FlagUmbrellaRequest& request) {
        return conclusions.FlagUmbrella(call, id, request.reason(), request.about_leader());
      });
  HandleCase<v1::FileCaseRequest>(
      router, "FileCase",
      [&conclusions](const Call& call, CaseId id, const v1::FileCaseRequest& request) {
        return conclusions.File(call, id, FromProto(request, call.now));
      });
  HandleCase<v1::AcknowledgeTransferRequest>(
      router, "AcknowledgeTransfer",
      [&conclusions](const Call& call, CaseId id, const v1::AcknowledgeTransferRequest& request) {
        const absl::Time received_at =
            request.has_received_at() ? FromTimestamp(request.received_at()) : call.now;
        return conclusions.Acknowledge(call, id, request.acknowledgement_no(), received_at);
      });
  HandleCase<v1::GiveFeedbackRequest>(
      router, "GiveFeedback",
      [&conclusions](const Call& call, CaseId id, const v1::GiveFeedbackRequest& request) {
        return conclusions.GiveFeedback(call, id, FromProto(request));
      });
  HandleCase<v1::CloseCaseRequest>(
      router, "CloseCase",
      [&conclusions](const Call& call, CaseId id, const v1::CloseCaseRequest&) {
        return conclusions.Close(call, id);
      });
}

}  // namespace hecha::verification
