#include "services/intake/dialogue_service.h"

#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

template <class Payload>
events::Event Tell(const Dialogue& dialogue, std::string action, Payload payload) {
  payload.set_lead_id(dialogue.lead.ToString());
  return events::MakeEvent("dialogue", dialogue.lead.uuid, dialogue.version, dialogue.division,
                           std::move(action), std::move(payload));
}

absl::Status CheckReadable(const Lead& lead, const Actor& actor) {
  if (lead.VisibleTo(actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Message> DialogueService::Send(const Call& call, LeadId id,
                                              const std::string& text) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(CheckReadable(lead, call.actor));
        ASSIGN_OR_RETURN(const bool reachable, receipts_.Has(transaction, id));
        if (!reachable)
          return RefuseState("NO_RECEIPT", "该线索没有回执，举报人无法收到留言",
                             "nobody holds a receipt of this lead, so nobody would read it");
        ASSIGN_OR_RETURN(
            const MessageId message,
            Say(transaction, call, id, lead.registration.division, Speaker::kOffice, text));
        return message.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& message) {
        return dialogues_.FindMessage(transaction, MessageId{message});
      });
}

absl::StatusOr<DialogueService::View> DialogueService::List(const Call& call, LeadId id) {
  return journal_.database().Read(call.deadline,
                                  [&](db::Transaction& transaction) -> absl::StatusOr<View> {
                                    ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
                                    RETURN_IF_ERROR(CheckReadable(lead, call.actor));
                                    return Read(transaction, id);
                                  });
}

absl::StatusOr<DialogueService::View> DialogueService::Read(db::Transaction& transaction,
                                                            LeadId lead) const {
  View view;
  ASSIGN_OR_RETURN(view.dialogue, dialogues_.Find(transaction, lead));
  ASSIGN_OR_RETURN(view.messages, dialogues_.ListMessages(transaction, lead));
  return view;
}

absl::StatusOr<MessageId> DialogueService::Say(db::Transaction& transaction, const Call& call,
                                               LeadId lead, const std::string& division,
                                               Speaker speaker, const std::string& text) {
  MessageId said;
  RETURN_IF_ERROR(Change(
      transaction, call, lead, division, [&](Dialogue& dialogue) -> absl::StatusOr<events::Event> {
        const UserId user = speaker == Speaker::kOffice ? call.actor.user : UserId();
        ASSIGN_OR_RETURN(const Message message, dialogue.Say(speaker, user, text, call.now));
        RETURN_IF_ERROR(dialogues_.Insert(transaction, dialogue, message));
        if (speaker == Speaker::kReporter) RETURN_IF_ERROR(index_.EnqueueAgain(transaction, lead));
        said = message.id;
        v1::MessageSent event;
        event.set_message_id(said.ToString());
        event.set_speaker(static_cast<v1::Speaker>(speaker));
        return Tell(dialogue, "dialogue.say", std::move(event));
      }));
  return said;
}

absl::Status DialogueService::Inform(db::Transaction& transaction, const Call& call, LeadId lead,
                                     const std::string& division) {
  return Change(transaction, call, lead, division, [&](Dialogue& dialogue) {
    dialogue.Inform(call.now);
    return absl::StatusOr<events::Event>(Tell(dialogue, "dialogue.inform", v1::ReporterInformed()));
  });
}

absl::Status DialogueService::Confirm(db::Transaction& transaction, const Call& call, LeadId lead,
                                      const std::string& division, LeadId verified,
                                      Attitude attitude) {
  return Change(transaction, call, lead, division,
                [&](Dialogue& dialogue) -> absl::StatusOr<events::Event> {
                  RETURN_IF_ERROR(dialogue.Confirm(attitude));
                  v1::FeedbackConfirmed event;
                  event.set_attitude(static_cast<v1::Attitude>(attitude));
                  event.set_case_lead_id(verified.ToString());
                  return Tell(dialogue, "dialogue.confirm", std::move(event));
                });
}

absl::Status DialogueService::RequestReview(db::Transaction& transaction, const Call& call,
                                            LeadId lead, const std::string& division,
                                            LeadId verified, const std::string& reason) {
  return Change(transaction, call, lead, division,
                [&](Dialogue& dialogue) -> absl::StatusOr<events::Event> {
                  ASSIGN_OR_RETURN(const Message message, dialogue.RequestReview(reason, call.now));
                  RETURN_IF_ERROR(dialogues_.Insert(transaction, dialogue, message));
                  RETURN_IF_ERROR(index_.EnqueueAgain(transaction, lead));
                  v1::ReviewRequested event;
                  event.set_message_id(message.id.ToString());
                  event.set_case_lead_id(verified.ToString());
                  return Tell(dialogue, "dialogue.request_review", std::move(event));
                });
}

absl::Status DialogueService::Change(db::Transaction& transaction, const Call& call, LeadId lead,
                                     const std::string& division, Rule rule) {
  // Held, because two sides write at once and neither should be told to try again.
  ASSIGN_OR_RETURN(Dialogue dialogue, dialogues_.Hold(transaction, lead, division));
  ASSIGN_OR_RETURN(const events::Event event, rule(dialogue));
  RETURN_IF_ERROR(dialogues_.Update(transaction, dialogue));
  return journal_.Append(transaction, call, event);
}

}  // namespace hecha::intake
