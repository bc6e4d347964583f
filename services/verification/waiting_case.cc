#include "services/verification/waiting_case.h"

#include <algorithm>
#include <array>

namespace hecha::verification {
namespace {

using enum CaseState;

struct NextStep {
  CaseState state;
  Action action;
};

// Where several lead on, in this order.
constexpr std::array kNextSteps = {
    NextStep{kAssigned, Action::kAccept},     NextStep{kAccepted, Action::kPlan},
    NextStep{kPlanned, Action::kDeclare},     NextStep{kPlanned, Action::kApprovePlan},
    NextStep{kVerifying, Action::kDeclare},   NextStep{kVerifying, Action::kRecordFinding},
    NextStep{kVerifying, Action::kSubmit},    NextStep{kSigning, Action::kEndorse},
    NextStep{kSigned, Action::kReportUp},     NextStep{kSigned, Action::kFile},
    NextStep{kSigned, Action::kGiveFeedback}, NextStep{kReported, Action::kAcceptReport},
    NextStep{kReported, Action::kFile},       NextStep{kReported, Action::kGiveFeedback},
    NextStep{kReported, Action::kClose},      NextStep{kFiled, Action::kAcknowledge},
    NextStep{kFiled, Action::kClose},         NextStep{CaseState::kFeedback, Action::kClose},
};

// Whether a duty can be this actor's on any case at all.
bool MayHave(Duty duty, const Actor& actor) {
  const bool head = actor.Has(Role::kUnitHead);
  const bool town = actor.Has(Role::kOffice) || actor.Has(Role::kLeader);
  switch (duty) {
    case Duty::kUnitHead:
      return head;
    case Duty::kUnitMember:
    case Duty::kTeam:
    case Duty::kSeated:
      return head || actor.Has(Role::kInvestigator);
    case Duty::kPlanApprover:
    case Duty::kSignatory:
      return head || town;
    case Duty::kOffice:
      return actor.Has(Role::kOffice);
    case Duty::kCityOffice:
      return actor.Has(Role::kCityOffice);
    default:
      return false;
  }
}

bool AllFound(const Case& subject) {
  for (size_t i = 0; i < subject.plan.allegations.size(); ++i)
    if (subject.FindingOn(static_cast<int>(i) + 1) == nullptr) return false;
  return true;
}

// Whether an action that `actor` may take is what the case waits for.
bool IsNext(const Case& subject, Action action, const Actor& actor) {
  switch (action) {
    case Action::kDeclare:
      return !subject.taskforce.Find(actor.user)->declared_at.has_value();
    case Action::kApprovePlan:
      return actor.user != subject.plan.proposed_by && !subject.WasInTeam(actor.user);
    case Action::kRecordFinding:
      return !AllFound(subject);
    case Action::kSubmit:
      return AllFound(subject);
    case Action::kReportUp:
      return subject.MustReportUp();
    default:
      return true;
  }
}

}  // namespace

std::optional<Action> NextStepOf(const Case& subject, const Actor& actor) {
  const std::vector<Action> offered = subject.ActionsOf(actor);
  for (const NextStep& step : kNextSteps)
    if (step.state == subject.state &&
        std::find(offered.begin(), offered.end(), step.action) != offered.end() &&
        IsNext(subject, step.action, actor))
      return step.action;
  return std::nullopt;
}

std::vector<CaseState> StatesThatWaitFor(const Actor& actor) {
  std::vector<CaseState> states;
  for (const NextStep& step : kNextSteps) {
    const bool known = std::find(states.begin(), states.end(), step.state) != states.end();
    if (!known && MayHave(kCaseTable[step.action].duty, actor)) states.push_back(step.state);
  }
  return states;
}

}  // namespace hecha::verification
