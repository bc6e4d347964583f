#include "services/intake/dialogue_rpc.h"

#include <string>
#include <utility>

#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

// With what in a reporter's words may tell who it is.
v1::DialogueMessage ToOfficeProto(const Message& message) {
  v1::DialogueMessage out = ToProto(message);
  if (message.speaker == Speaker::kReporter)
    for (std::string& hint : ReporterHints(message.text)) out.add_reporter_hints(std::move(hint));
  return out;
}

}  // namespace

v1::DialogueMessage ToProto(const Message& message) {
  v1::DialogueMessage out;
  out.set_id(message.id.ToString());
  out.set_speaker(static_cast<v1::Speaker>(message.speaker));
  out.set_kind(static_cast<v1::DialogueMessage::Kind>(message.kind));
  out.set_text(message.text);
  SetTimestamp(message.sent_at, out.mutable_sent_at());
  if (!message.user.nil()) out.set_user_id(message.user.ToString());
  return out;
}

void RegisterDialogueRpc(rpc::Router& router, DialogueService& dialogues) {
  router.Handle(
      "hecha.intake.v1.DialogueService/SendMessage",
      [&dialogues](const Call& call,
                   const v1::SendMessageRequest& request) -> absl::StatusOr<v1::DialogueMessage> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const Message message, dialogues.Send(call, lead, request.text()));
        return ToProto(message);
      });
  router.Handle(
      "hecha.intake.v1.DialogueService/ListMessages",
      [&dialogues](const Call& call, const v1::ListMessagesRequest& request)
          -> absl::StatusOr<v1::ListMessagesResponse> {
        ASSIGN_OR_RETURN(const LeadId lead, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const DialogueService::View view, dialogues.List(call, lead));
        v1::ListMessagesResponse response;
        for (const Message& message : view.messages)
          *response.add_messages() = ToOfficeProto(message);
        const Dialogue& dialogue = view.dialogue;
        if (dialogue.informed_at.has_value())
          SetTimestamp(*dialogue.informed_at, response.mutable_informed_at());
        if (dialogue.attitude.has_value())
          response.set_attitude(static_cast<v1::Attitude>(*dialogue.attitude));
        if (dialogue.review_requested_at.has_value())
          SetTimestamp(*dialogue.review_requested_at, response.mutable_review_requested_at());
        return response;
      });
}

}  // namespace hecha::intake
