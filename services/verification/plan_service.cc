#include "services/verification/plan_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;

// CasePlanned or PlanProposed, with what both tell.
template <class Payload>
Payload AboutPlan(const Case& subject) {
  auto event = About<Payload>(subject);
  for (const TeamMember* member : subject.taskforce.Active())
    event.add_investigator_ids(member->user.ToString());
  event.set_allegation_count(static_cast<int>(subject.plan.allegations.size()));
  return event;
}

PlanDecision DecisionOf(const Call& call, const std::string& reason) {
  PlanDecision decision;
  decision.reason = reason;
  decision.decided_by = call.actor.user;
  decision.decided_at = call.now;
  return decision;
}

}  // namespace

absl::StatusOr<Case> PlanService::Propose(const Call& call, CaseId id, Plan plan,
                                          const std::vector<TeamSeat>& seats) {
  plan.proposed_by = call.actor.user;
  plan.proposed_at = call.now;
  return journal_.Change(call, cases_, id, MayTake(call, Action::kPlan),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           ASSIGN_OR_RETURN(
                               const std::vector<Investigator> staff,
                               investigators_.ListForLead(transaction, subject.assignment.division,
                                                          subject.assignment.lead));
                           RETURN_IF_ERROR(subject.ProposePlan(plan, seats, staff));
                           return Tell(subject, "case.plan", AboutPlan<v1::PlanProposed>(subject));
                         });
}

absl::StatusOr<Case> PlanService::Approve(const Call& call, CaseId id, const std::string& reason) {
  return journal_.Change(call, cases_, id, MayTake(call, Action::kApprovePlan),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           ASSIGN_OR_RETURN(const WorkingDays calendar,
                                            calendar_.Load(transaction));
                           RETURN_IF_ERROR(subject.ApprovePlan(DecisionOf(call, reason), calendar));
                           auto event = AboutPlan<v1::CasePlanned>(subject);
                           events::SetTimestamp(call.now, event.mutable_planned_at());
                           return Tell(subject, "case.approve_plan", std::move(event));
                         });
}

absl::StatusOr<Case> PlanService::SendBack(const Call& call, CaseId id, const std::string& reason) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kSendBackPlan),
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
        RETURN_IF_ERROR(subject.SendBackPlan(DecisionOf(call, reason), calendar));
        return Tell(subject, "case.send_back_plan", About<v1::PlanSentBack>(subject));
      });
}

absl::StatusOr<Case> PlanService::AddAllegation(const Call& call, CaseId id,
                                                const std::string& text) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kAddAllegation),
      [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(subject.AddAllegation(text));
        auto event = About<v1::AllegationAdded>(subject);
        event.set_allegation_count(static_cast<int>(subject.plan.allegations.size()));
        return Tell(subject, "case.add_allegation", std::move(event));
      });
}

}  // namespace hecha::verification
