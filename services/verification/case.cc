#include "services/verification/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMinTeam = 2;
constexpr size_t kMaxTeam = 20;
constexpr size_t kMaxAllegations = 100;
constexpr size_t kMaxAllegation = 2'000;
constexpr size_t kMaxReason = 500;
constexpr size_t kMaxPlan = 10'000;
constexpr size_t kMaxText = 10'000;
constexpr size_t kMaxPlace = 200;
constexpr size_t kMaxLegalBasis = 1'000;
constexpr absl::Duration kMaxSuspension = absl::Hours(24 * 30);
// An investigator's clock may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

absl::Status CheckTeam(const std::vector<TeamMember>& team,
                       const std::vector<Investigator>& staff) {
  std::set<UserId> users;
  for (size_t i = 0; i < team.size(); ++i) {
    const std::string path = fmt::format("team[{}]", i);
    const auto known = std::find_if(staff.begin(), staff.end(), [&](const Investigator& one) {
      return one.id == team[i].user && one.active;
    });
    if (known == staff.end())
      return RefuseField("NOT_AN_INVESTIGATOR", path + ".user_id", "核查组成员须是本单位核查人员",
                         "a member of the team must be an investigator of the unit");
    if (team[i].declaration.empty())
      return RefuseField("DECLARATION_REQUIRED", path + ".declaration",
                         "每名核查人员须作出回避声明",
                         "every investigator makes a conflict-of-interest declaration");
    RETURN_IF_ERROR(CheckLength(path + ".declaration", team[i].declaration, 1, kMaxReason));
    users.insert(team[i].user);
  }
  if (users.size() < kMinTeam || users.size() != team.size() || team.size() > kMaxTeam)
    return RefuseField("TOO_FEW_INVESTIGATORS", "team", "核查组须有 2 至 20 名不同的核查人员",
                       "a team has 2 to 20 different investigators");
  return absl::OkStatus();
}

absl::Status CheckPlan(const Plan& plan, const std::vector<Investigator>& staff) {
  RETURN_IF_ERROR(CheckTeam(plan.team, staff));
  RETURN_IF_ERROR(CheckLength("text", plan.text, 1, kMaxPlan));
  if (plan.allegations.empty() || plan.allegations.size() > kMaxAllegations)
    return RefuseField("ALLEGATIONS_REQUIRED", "allegations", "须列出 1 至 100 项待核查问题",
                       "a plan lists 1 to 100 allegations");
  for (size_t i = 0; i < plan.allegations.size(); ++i)
    RETURN_IF_ERROR(
        CheckLength(fmt::format("allegations[{}]", i), plan.allegations[i], 1, kMaxAllegation));
  return absl::OkStatus();
}

}  // namespace

Case Case::Open(CaseId id, Assignment assignment, absl::Time now) {
  Case opened;
  opened.id = id;
  opened.version = 1;
  opened.assignment = std::move(assignment);
  opened.opened_at = now;
  return opened;
}

absl::Status Case::Admit(Action action, const Actor& actor) const {
  const bool of_unit = actor.unit == assignment.unit;
  const bool head = of_unit && actor.Has(Role::kUnitHead);
  switch (RuleOf(action).duty) {
    case Duty::kUnitHead:
      if (head) return absl::OkStatus();
      break;
    case Duty::kUnitMember:
      if (head || (of_unit && actor.Has(Role::kInvestigator))) return absl::OkStatus();
      break;
    case Duty::kTeam:
      if (InTeam(actor.user)) return absl::OkStatus();
      return RefuseCaller("NOT_OF_TEAM", "只有本案核查组成员可以办理",
                          "only a member of the case's team may do this");
    case Duty::kSignatory:
      if (InTeam(actor.user)) return RefuseInvestigator();
      if (CapacityOf(actor).has_value()) return absl::OkStatus();
      return RefuseCaller("NOT_A_SIGNATORY", "只有承办单位负责人、镇领导或扫黑办主任可以签字",
                          "only the head of the handling unit, a leader of the town or its "
                          "office director may sign");
    case Duty::kOffice:
      if (OfTown(actor) && actor.Has(Role::kOffice)) return absl::OkStatus();
      return RefuseCaller("NOT_OFFICE", "只有本镇扫黑办可以办理",
                          "only the office of the town may do this");
    case Duty::kCityOffice:
      if (actor.Has(Role::kCityOffice) && actor.Covers(assignment.division))
        return absl::OkStatus();
      return RefuseCaller("NOT_CITY_OFFICE", "只有市扫黑办可以办理",
                          "only the city office may do this");
  }
  return RefuseCaller("NOT_YOUR_UNIT", "只有承办单位可以办理",
                      "only the unit that the case was given to may do this");
}

absl::Status Case::Accept(absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kAccept));
  accepted_at = now;
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Return(std::string why) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kReturn));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  reason = std::move(why);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::SetPlan(Plan planned, const std::vector<Investigator>& staff, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kPlan));
  RETURN_IF_ERROR(CheckPlan(planned, staff));
  plan = std::move(planned);
  planned_at = now;
  state = next;
  plan.version = ++version;
  return absl::OkStatus();
}

absl::Status Case::Suspend(std::string why, absl::Time until, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kSuspend));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  if (until <= now)
    return RefuseField("SUSPENSION_IN_PAST", "until", "中止期限须晚于现在",
                       "a suspension ends in the future");
  if (until > now + kMaxSuspension)
    return RefuseField("SUSPENSION_TOO_LONG", "until", "中止不得超过 30 日",
                       "a suspension ends within 30 days");
  suspension = Suspension{std::move(why), until};
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Resume() {
  ASSIGN_OR_RETURN(state, Next(state, Action::kResume));
  suspension.reset();
  ++version;
  return absl::OkStatus();
}

absl::StatusOr<int> Case::Record(Step step) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kRecordStep));
  RETURN_IF_ERROR(CheckLength("place", step.place, 0, kMaxPlace));
  RETURN_IF_ERROR(CheckLength("text", step.text, 1, kMaxText));
  if (step.happened_at > step.recorded_at + kClockSkew)
    return RefuseField("HAPPENED_IN_FUTURE", "happened_at", "措施时间不能晚于现在",
                       "a step cannot have happened in the future");
  state = next;
  step.version = ++version;
  steps.push_back(std::move(step));
  return VoidReport();
}

absl::StatusOr<int> Case::Record(Finding finding) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kRecordFinding));
  if (finding.allegation < 1 || finding.allegation > static_cast<int>(plan.allegations.size()))
    return RefuseField("UNKNOWN_ALLEGATION", "allegation", "方案中没有这一项问题",
                       "the plan has no allegation of this number");
  RETURN_IF_ERROR(CheckLength("basis", finding.basis, 1, kMaxText));
  RETURN_IF_ERROR(CheckLength("legal_basis", finding.legal_basis, 0, kMaxLegalBasis));
  state = next;
  finding.version = ++version;
  findings.push_back(std::move(finding));
  return VoidReport();
}

bool Case::InTeam(UserId user) const {
  return std::any_of(plan.team.begin(), plan.team.end(),
                     [&](const TeamMember& member) { return member.user == user; });
}

const Finding* Case::FindingOn(int allegation) const {
  const auto newest = std::find_if(findings.rbegin(), findings.rend(), [&](const Finding& one) {
    return one.allegation == allegation;
  });
  return newest == findings.rend() ? nullptr : &*newest;
}

Visibility Case::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(assignment.division)) return Visibility::kNothing;
  const bool of_unit = actor.unit == assignment.unit &&
                       (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead));
  const bool of_town = OfTown(actor) && (actor.Has(Role::kOffice) || actor.Has(Role::kLeader));
  if (of_unit || of_town) return Visibility::kFull;
  return actor.Has(Role::kCityOffice) ? Visibility::kLine : Visibility::kNothing;
}

}  // namespace hecha::verification
