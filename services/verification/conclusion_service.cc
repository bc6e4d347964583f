#include "services/verification/conclusion_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;
using events::SetTimestamp;

v1::UmbrellaFlagged Flagged(const Case& subject) {
  auto event = About<v1::UmbrellaFlagged>(subject);
  event.set_lead_no(subject.assignment.lead_no);
  event.set_unit_id(subject.assignment.unit.ToString());
  event.set_upward(subject.umbrella->about_leader);
  event.set_reason(subject.umbrella->reason);
  return event;
}

}  // namespace

absl::StatusOr<Case> ConclusionService::FlagUmbrella(const Call& call, CaseId id,
                                                     const std::string& reason, bool about_leader) {
  const UmbrellaFlag flag{reason, call.actor.user, call.now, about_leader,
                          UmbrellaFlagId::New(call.now)};
  if (about_leader) return FlagUpward(call, id, flag);
  return journal_.Change(call, cases_, id, MayTake(call, Action::kFlagUmbrella),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(Keep(transaction, subject, flag));
                           return Tell(subject, "case.flag_umbrella", Flagged(subject));
                         });
}

absl::StatusOr<Case> ConclusionService::FlagUpward(const Call& call, CaseId id,
                                                   const UmbrellaFlag& flag) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(Case subject, cases_.Find(transaction, id));
        RETURN_IF_ERROR(MayTake(call, Action::kFlagUmbrella)(subject));
        RETURN_IF_ERROR(events::CheckFresh(call, subject.version));
        RETURN_IF_ERROR(Keep(transaction, subject, flag));
        RETURN_IF_ERROR(
            journal_.Append(transaction, call,
                            events::MakeEvent("umbrella_flag", flag.id.uuid, 1,
                                              std::string(CountyOf(subject.assignment.division)),
                                              "umbrella_flag.raise", Flagged(subject))));
        return id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& changed) {
        return cases_.Find(transaction, CaseId{changed});
      });
}

absl::Status ConclusionService::Keep(db::Transaction& transaction, Case& subject,
                                     const UmbrellaFlag& flag) const {
  RETURN_IF_ERROR(subject.FlagUmbrella(flag));
  const absl::Status inserted = umbrellas_.Insert(transaction, subject);
  // Another of the team was faster.
  return absl::IsAlreadyExists(inserted) ? RefuseStale() : inserted;
}

absl::StatusOr<Case> ConclusionService::File(const Call& call, CaseId id, const Filing& filing) {
  return journal_.Change(call, cases_, id, MayTake(call, Action::kFile),
                         [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(subject.File(filing, call.now));
                           auto event = About<v1::CaseFiled>(subject);
                           event.set_filing_no(filing.filing_no);
                           event.set_receiving_organ(filing.receiving_organ);
                           event.set_transfer(subject.outcome == Outcome::kTransferredElsewhere);
                           if (filing.sent_at.has_value())
                             SetTimestamp(*filing.sent_at, event.mutable_sent_at());
                           if (filing.received_at.has_value())
                             SetTimestamp(*filing.received_at, event.mutable_received_at());
                           SetTimestamp(filing.filed_at, event.mutable_filed_at());
                           return Tell(subject, "case.file", std::move(event));
                         });
}

absl::StatusOr<Case> ConclusionService::Acknowledge(const Call& call, CaseId id,
                                                    const std::string& acknowledgement_no,
                                                    absl::Time received_at) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kAcknowledge),
      [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(subject.Acknowledge(acknowledgement_no, received_at, call.now));
        auto event = About<v1::TransferAcknowledged>(subject);
        event.set_acknowledgement_no(acknowledgement_no);
        SetTimestamp(received_at, event.mutable_received_at());
        return Tell(subject, "case.acknowledge", std::move(event));
      });
}

absl::StatusOr<Case> ConclusionService::GiveFeedback(const Call& call, CaseId id,
                                                     Feedback feedback) {
  feedback.given_at = call.now;
  return journal_.Change(call, cases_, id, MayTake(call, Action::kGiveFeedback),
                         [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(subject.GiveFeedback(feedback));
                           const Feedback& given = *subject.feedback;
                           auto event = About<v1::FeedbackGiven>(subject);
                           event.set_explanation(given.explanation);
                           if (given.attitude.has_value())
                             event.set_attitude(static_cast<v1::Attitude>(*given.attitude));
                           event.set_no_channel(given.no_channel);
                           return Tell(subject, "case.feedback", std::move(event));
                         });
}

absl::StatusOr<Case> ConclusionService::Close(const Call& call, CaseId id) {
  return journal_.Change(call, cases_, id, MayTake(call, Action::kClose),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(subject.Close(call.now));
                           if (subject.assignment.review_of.has_value()) {
                             RETURN_IF_ERROR(reviews_.Conclude(transaction, call, subject));
                           } else {
                             RETURN_IF_ERROR(reviews_.QueueAtClose(transaction, call, subject));
                             RETURN_IF_ERROR(revisits_.Draw(transaction, call, subject));
                           }
                           auto event = About<v1::CaseClosed>(subject);
                           event.set_outcome(static_cast<v1::Outcome>(*subject.outcome));
                           event.set_reverification(subject.assignment.review_of.has_value());
                           event.set_without_feedback(!subject.feedback.has_value());
                           SetTimestamp(call.now, event.mutable_closed_at());
                           return Tell(subject, "case.close", std::move(event));
                         });
}

}  // namespace hecha::verification
