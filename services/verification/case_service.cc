#include "services/verification/case_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;
using events::SetTimestamp;

// True for those who see every case of their town, or of their city.
bool SeesTerritory(const Actor& actor) {
  return actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.Has(Role::kCityOffice);
}

}  // namespace

absl::Status CaseService::Open(db::Transaction& transaction, const Call& call,
                               Assignment assignment) {
  const Case opened = Case::Open(CaseId::New(call.now), std::move(assignment), call.now);
  RETURN_IF_ERROR(cases_.Insert(transaction, opened));
  auto event = About<v1::CaseOpened>(opened);
  event.set_lead_no(opened.assignment.lead_no);
  event.set_unit_id(opened.assignment.unit.ToString());
  event.set_unit_name(opened.assignment.unit_name);
  return journal_.Append(transaction, call, Tell(opened, "case.open", std::move(event)));
}

absl::StatusOr<Case> CaseService::Get(const Call& call, CaseId id) {
  ASSIGN_OR_RETURN(Case subject,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return cases_.Find(transaction, id);
                   }));
  if (subject.VisibleTo(call.actor) == Visibility::kNothing) return RefuseUnknown("案件", "case");
  return subject;
}

absl::StatusOr<std::vector<Case>> CaseService::List(const Call& call, CaseFilter filter,
                                                    const Page& page) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  if (!SeesTerritory(actor)) RETURN_IF_ERROR(NarrowToOwnUnit(actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return cases_.List(transaction, filter, page);
  });
}

template <class Rule>
absl::StatusOr<Case> CaseService::Change(const Call& call, CaseId id, Action action, Rule rule) {
  return journal_.Change(call, cases_, id, MayTake(call, action), rule);
}

absl::StatusOr<Case> CaseService::Accept(const Call& call, CaseId id) {
  return Change(call, id, Action::kAccept,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Accept(call.now));
                  return Tell(subject, "case.accept", About<v1::CaseAccepted>(subject));
                });
}

absl::StatusOr<Case> CaseService::Return(const Call& call, CaseId id, const std::string& reason) {
  return Change(call, id, Action::kReturn,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Return(reason));
                  auto event = About<v1::CaseReturned>(subject);
                  event.set_reason(reason);
                  return Tell(subject, "case.return", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::SetPlan(const Call& call, CaseId id, const Plan& plan) {
  return Change(call, id, Action::kPlan,
                [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                  ASSIGN_OR_RETURN(const std::vector<Investigator> staff,
                                   investigators_.ListByUnit(transaction, subject.assignment.unit));
                  RETURN_IF_ERROR(subject.SetPlan(plan, staff, call.now));
                  auto event = About<v1::CasePlanned>(subject);
                  for (const TeamMember& member : plan.team)
                    event.add_investigator_ids(member.user.ToString());
                  event.set_allegation_count(static_cast<int>(plan.allegations.size()));
                  SetTimestamp(call.now, event.mutable_planned_at());
                  return Tell(subject, "case.plan", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::Suspend(const Call& call, CaseId id, const std::string& reason,
                                          absl::Time until) {
  return Change(call, id, Action::kSuspend,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Suspend(reason, until, call.now));
                  auto event = About<v1::CaseSuspended>(subject);
                  SetTimestamp(until, event.mutable_until());
                  return Tell(subject, "case.suspend", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::Resume(const Call& call, CaseId id) {
  return Change(call, id, Action::kResume,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Resume());
                  return Tell(subject, "case.resume", About<v1::CaseResumed>(subject));
                });
}

absl::StatusOr<Case> CaseService::Record(const Call& call, CaseId id, Step step) {
  step.recorded_by = call.actor.user;
  step.recorded_at = call.now;
  return Change(
      call, id, Action::kRecordStep,
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Record(step));
        if (voided > 0)
          RETURN_IF_ERROR(reports_.Void(transaction, id, voided, "RECORD_STEP", call.now));
        auto event = About<v1::StepRecorded>(subject);
        event.set_step(static_cast<int>(subject.steps.size()));
        event.set_voided_report(voided > 0);
        return Tell(subject, "case.record_step", std::move(event));
      });
}

absl::StatusOr<Case> CaseService::Record(const Call& call, CaseId id, Finding finding) {
  finding.recorded_by = call.actor.user;
  finding.recorded_at = call.now;
  return Change(
      call, id, Action::kRecordFinding,
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Record(finding));
        if (voided > 0)
          RETURN_IF_ERROR(reports_.Void(transaction, id, voided, "RECORD_FINDING", call.now));
        auto event = About<v1::FindingRecorded>(subject);
        event.set_allegation(finding.allegation);
        event.set_outcome(static_cast<v1::Outcome>(finding.outcome));
        event.set_voided_report(voided > 0);
        return Tell(subject, "case.record_finding", std::move(event));
      });
}

absl::StatusOr<Case> CaseService::File(const Call& call, CaseId id, Filing filing) {
  filing.filed_at = call.now;
  return Change(call, id, Action::kFile,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.File(filing));
                  auto event = About<v1::CaseFiled>(subject);
                  event.set_filing_no(filing.filing_no);
                  event.set_receiving_organ(filing.receiving_organ);
                  event.set_transfer(subject.outcome == Outcome::kTransferredElsewhere);
                  return Tell(subject, "case.file", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::GiveFeedback(const Call& call, CaseId id, Feedback feedback) {
  feedback.given_at = call.now;
  return Change(call, id, Action::kGiveFeedback,
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

absl::StatusOr<Case> CaseService::Close(const Call& call, CaseId id) {
  return Change(call, id, Action::kClose,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Close(call.now));
                  auto event = About<v1::CaseClosed>(subject);
                  event.set_outcome(static_cast<v1::Outcome>(*subject.outcome));
                  SetTimestamp(call.now, event.mutable_closed_at());
                  return Tell(subject, "case.close", std::move(event));
                });
}

}  // namespace hecha::verification
