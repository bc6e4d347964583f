#include "services/verification/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxProgress = 2'000;
constexpr absl::Duration kMaxSuspension = absl::Hours(24 * 30);
constexpr int kMaxExtensionDays = 30;
// How many working days a unit has to return a lead (DOMAIN.md, state machine "Lead").
constexpr int kReturnWithinDays = 5;

absl::Status RefuseUnit() {
  return RefuseCaller("NOT_YOUR_UNIT", "只有承办单位可以办理",
                      "only the unit that the case was given to may do this");
}

absl::Status RefuseApprover() {
  return RefuseCaller("NOT_THE_APPROVER", "须由分级核查规则确定的审批人或其上级审批",
                      "the approver of the case's level, or one who ranks higher, decides");
}

absl::Status RefuseSignatory() {
  return RefuseCaller("NOT_A_SIGNATORY", "只有承办单位负责人、镇领导或扫黑办主任可以签字",
                      "only the head of the handling unit, a leader of the town or its "
                      "office director may sign");
}

}  // namespace

Case Case::Open(CaseId id, Assignment assignment, const Grade& grade, absl::Time now,
                const WorkingDays& calendar) {
  Case opened;
  opened.id = id;
  opened.version = 1;
  opened.assignment = std::move(assignment);
  opened.grade = grade;
  opened.opened_at = now;
  // The limit is what is kept: for a return that was overruled there is no time.
  opened.return_by =
      opened.assignment.return_overruled ? now : calendar.After(now, kReturnWithinDays);
  return opened;
}

absl::Status Case::Admit(Action action, const Actor& actor) const {
  const bool of_unit = actor.unit == assignment.unit;
  const bool head = of_unit && actor.Has(Role::kUnitHead);
  const bool office = OfTown(actor) && actor.Has(Role::kOffice);
  switch (kCaseTable[action].duty) {
    case Duty::kUnitHead:
      return head ? absl::OkStatus() : RefuseUnit();
    case Duty::kUnitMember:
      return head || (of_unit && actor.Has(Role::kInvestigator)) ? absl::OkStatus() : RefuseUnit();
    case Duty::kTeamKeeper:
      return head || office ? absl::OkStatus() : RefuseUnit();
    case Duty::kSeated:
    case Duty::kTeam:
      return AdmitTeam(action, actor);
    case Duty::kPlanApprover:
      // Who approves a plan reads it: the city office does not.
      if (VisibleTo(actor) < Visibility::kFull) return RefuseApprover();
      return AdmitApprover(actor, grade.plan_approver);
    case Duty::kExtensionApprover:
      return AdmitApprover(actor, grade.extension_approver);
    case Duty::kSignatory:
      if (WasInTeam(actor.user)) return RefuseInvestigator();
      return CapacityOf(actor).has_value() ? absl::OkStatus() : RefuseSignatory();
    case Duty::kOffice:
      return office ? absl::OkStatus()
                    : RefuseCaller("NOT_OFFICE", "只有本镇扫黑办可以办理",
                                   "only the office of the town may do this");
    case Duty::kCityOffice:
      return RankOf(actor) == Approver::kCityOffice
                 ? absl::OkStatus()
                 : RefuseCaller("NOT_CITY_OFFICE", "只有市扫黑办可以办理",
                                "only the city office may do this");
    case Duty::kNobody:
      break;
  }
  return RefuseCaller("NOBODYS_DUTY", "不由个人办理", "no person may do this");
}

absl::Status Case::AdmitTeam(Action action, const Actor& actor) const {
  const TeamMember* member = taskforce.Find(actor.user);
  if (member == nullptr)
    return RefuseCaller("NOT_OF_TEAM", "只有本案核查组成员可以办理",
                        "only a member of the case's team may do this");
  if (kCaseTable[action].duty == Duty::kTeam && !member->declared_at.has_value())
    return RefuseCaller("DECLARATION_REQUIRED", "须先作出回避声明",
                        "declare your interests before you work on the case");
  return absl::OkStatus();
}

std::optional<Approver> Case::RankOf(const Actor& actor) const {
  if (actor.Has(Role::kCityOffice) && actor.Covers(assignment.division))
    return Approver::kCityOffice;
  if (!OfTown(actor)) return std::nullopt;
  if (actor.Has(Role::kLeader)) return Approver::kLeader;
  if (actor.Has(Role::kOffice)) return Approver::kOffice;
  if (actor.unit == assignment.unit && actor.Has(Role::kUnitHead)) return Approver::kUnitHead;
  return std::nullopt;
}

absl::Status Case::AdmitApprover(const Actor& actor, Approver least) const {
  const std::optional<Approver> rank = RankOf(actor);
  return rank.has_value() && *rank >= least ? absl::OkStatus() : RefuseApprover();
}

std::vector<Action> Case::ActionsOf(const Actor& actor) const {
  std::vector<Action> actions;
  if (VisibleTo(actor) == Visibility::kNothing) return actions;
  for (const CaseTable::Rule& rule : kCaseTable.rules())
    if (kCaseTable.Next(state, rule.action).ok() && Admit(rule.action, actor).ok() &&
        IsOpenTo(rule.action, actor))
      actions.push_back(rule.action);
  return actions;
}

absl::Status Case::Accept(absl::Time now, const WorkingDays& calendar) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kAccept));
  accepted_at = now;
  plan_due = calendar.After(now, grade.plan_within_days);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Return(std::string why, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kReturn));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  if (return_by == opened_at)
    return RefuseState("RETURN_OVERRULED", "退回已被驳回，不得再次退回",
                       "the return was overruled; the lead is not returned again");
  if (now >= return_by)
    return RefuseState("RETURN_LIMIT_PASSED", "已超过 5 个工作日的退回期限",
                       "a lead is returned within 5 working days");
  reason = std::move(why);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::StatusOr<int> Case::Recall() {
  ASSIGN_OR_RETURN(state, kCaseTable.Next(state, Action::kRecall));
  reason = "承办单位应当回避。The unit must stand aside.";
  suspension.reset();
  ++version;
  return VoidReport();
}

absl::Status Case::ProposePlan(Plan proposed, const std::vector<TeamSeat>& seats,
                               const std::vector<Investigator>& staff) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kPlan));
  RETURN_IF_ERROR(CheckPlan(proposed));
  RETURN_IF_ERROR(taskforce.Seat(seats, staff, proposed.proposed_at));
  proposed.decisions = std::move(plan.decisions);
  plan = std::move(proposed);
  plan_due.reset();
  state = next;
  plan.version = taskforce.version = ++version;
  return absl::OkStatus();
}

absl::StatusOr<bool> Case::Declare(UserId user, Declaration declaration, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kDeclare));
  RETURN_IF_ERROR(taskforce.Declare(user, std::move(declaration), now));
  state = next;
  taskforce.version = ++version;
  return Recused(user);
}

absl::Status Case::CheckDecision(const PlanDecision& decision) const {
  if (decision.decided_by == plan.proposed_by || WasInTeam(decision.decided_by))
    return RefuseCaller("SELF_APPROVAL", "方案不得由提出人或核查组成员审批",
                        "who proposed the plan or works on it does not decide on it");
  return CheckLength("reason", decision.reason, 1, kMaxReason);
}

absl::Status Case::ApprovePlan(PlanDecision decision, const WorkingDays& calendar) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kApprovePlan));
  RETURN_IF_ERROR(CheckDecision(decision));
  RETURN_IF_ERROR(taskforce.CheckReady());
  planned_at = decision.decided_at;
  progress_due = calendar.After(decision.decided_at, grade.progress_every_days);
  state = next;
  decision.approved = true;
  decision.version = ++version;
  plan.decisions.push_back(std::move(decision));
  return absl::OkStatus();
}

absl::Status Case::SendBackPlan(PlanDecision decision, const WorkingDays& calendar) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kSendBackPlan));
  RETURN_IF_ERROR(CheckDecision(decision));
  plan_due = calendar.After(decision.decided_at, grade.plan_within_days);
  state = next;
  decision.approved = false;
  decision.version = ++version;
  plan.decisions.push_back(std::move(decision));
  return absl::OkStatus();
}

absl::Status Case::AddAllegation(std::string text) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kAddAllegation));
  RETURN_IF_ERROR(CheckAllegation(plan, text));
  plan.allegations.push_back(std::move(text));
  state = next;
  plan.version = ++version;
  return absl::OkStatus();
}

absl::Status Case::HandOver(TeamChange change, const std::vector<Investigator>& staff) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kHandOver));
  RETURN_IF_ERROR(taskforce.HandOver(std::move(change), staff));
  state = next;
  taskforce.version = ++version;
  return absl::OkStatus();
}

absl::StatusOr<int> Case::Recuse(Recusal recusal) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kRecuse));
  if (recusal.directed_by == recusal.user)
    return RefuseField("OWN_RECUSAL", "user_id", "本人回避请由本人声明",
                       "whoever stands aside by oneself declares it");
  if (recusal.ground == RecusalGround::kDirected)
    RETURN_IF_ERROR(CheckLength("reason", recusal.reason, 1, kMaxReason));
  RETURN_IF_ERROR(taskforce.Recuse(std::move(recusal)));
  const bool comes_back = next != state;
  state = next;
  taskforce.version = ++version;
  return comes_back ? VoidReport() : 0;
}

absl::Status Case::Suspend(std::string why, absl::Time until, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kSuspend));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  if (until <= now)
    return RefuseField("SUSPENSION_IN_PAST", "until", "中止期限须晚于现在",
                       "a suspension ends in the future");
  if (until > now + SuspensionLeft())
    return RefuseField("SUSPENSION_TOO_LONG", "until",
                       "中止累计不得超过 30 日，经批准延期的另加延期天数",
                       "a case is suspended for 30 days in all, and for as many more as its "
                       "extension grants");
  suspended += until - now;
  suspension = Suspension{std::move(why), until};
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Resume(absl::Time now) {
  ASSIGN_OR_RETURN(state, kCaseTable.Next(state, Action::kResume));
  // What is left of the term was not used. A suspension from before there was a sum is not in it.
  const absl::Duration unused = std::max(suspension->until - now, absl::ZeroDuration());
  suspended = std::max(suspended - unused, absl::ZeroDuration());
  suspension.reset();
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Extend(Extension granted) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kExtend));
  if (extension.has_value())
    return RefuseState("ALREADY_EXTENDED", "只能延期一次", "a case is extended once");
  if (granted.days < 1 || granted.days > kMaxExtensionDays)
    return RefuseField("EXTENSION_TOO_LONG", "days", "延期为 1 至 30 日",
                       "an extension is of 1 to 30 days");
  RETURN_IF_ERROR(CheckLength("reason", granted.reason, 1, kMaxReason));
  extension = std::move(granted);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::ReturnProgress(ProgressReturn given, const WorkingDays& calendar) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kReturnProgress));
  RETURN_IF_ERROR(CheckLength("text", given.text, 1, kMaxProgress));
  progress_due = calendar.After(given.returned_at, grade.progress_every_days);
  state = next;
  given.version = ++version;
  progress.push_back(std::move(given));
  return absl::OkStatus();
}

absl::StatusOr<int> Case::Record(Step step) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kRecordStep));
  RETURN_IF_ERROR(CheckStep(step));
  state = next;
  step.version = ++version;
  steps.push_back(std::move(step));
  return VoidReport();
}

absl::StatusOr<int> Case::Record(Finding finding) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kRecordFinding));
  RETURN_IF_ERROR(CheckFinding(finding, plan.allegations.size(), steps.size()));
  state = next;
  finding.version = ++version;
  findings.push_back(std::move(finding));
  return VoidReport();
}

std::optional<absl::Time> Case::Deadline() const {
  if (!assignment.deadline.has_value() || !extension.has_value()) return assignment.deadline;
  return *assignment.deadline + absl::Hours(24) * extension->days;
}

absl::Duration Case::SuspensionLeft() const {
  return kMaxSuspension + absl::Hours(24) * (extension.has_value() ? extension->days : 0) -
         suspended;
}

std::vector<Reminder> Case::Reminders() const {
  std::vector<Reminder> reminders;
  const bool working = state == CaseState::kVerifying || state == CaseState::kSuspended;
  if (state == CaseState::kAssigned) reminders.push_back({ReminderKind::kReturnLimit, return_by});
  if (state == CaseState::kAccepted && plan_due.has_value())
    reminders.push_back({ReminderKind::kPlanDue, *plan_due});
  if (working && progress_due.has_value())
    reminders.push_back({ReminderKind::kProgressDue, *progress_due});
  if (suspension.has_value())
    reminders.push_back({ReminderKind::kSuspensionEnd, suspension->until});
  if (!IsOver(state) && Deadline().has_value())
    reminders.push_back({ReminderKind::kDeadline, *Deadline()});
  std::sort(reminders.begin(), reminders.end(),
            [](const Reminder& one, const Reminder& other) { return one.due < other.due; });
  return reminders;
}

const Finding* Case::FindingOn(int allegation) const {
  const auto newest = std::find_if(findings.rbegin(), findings.rend(), [&](const Finding& one) {
    return one.allegation == allegation;
  });
  return newest == findings.rend() ? nullptr : &*newest;
}

bool Case::LeftTeam(UserId user) const {
  return Recused(user) || (WasInTeam(user) && (!InTeam(user) || state == CaseState::kRecalled));
}

Visibility Case::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(assignment.division) || Recused(actor.user)) return Visibility::kNothing;
  const bool of_unit = actor.unit == assignment.unit &&
                       (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead));
  const bool of_town = OfTown(actor) && (actor.Has(Role::kOffice) || actor.Has(Role::kLeader));
  const bool works = (of_unit || InTeam(actor.user)) && state != CaseState::kRecalled;
  if (works || of_town) return Visibility::kFull;
  return actor.Has(Role::kCityOffice) ? Visibility::kLine : Visibility::kNothing;
}

}  // namespace hecha::verification
