#include "services/supervision/problem.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/state_table.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::supervision {
namespace {

constexpr size_t kMaxText = 2000;
constexpr size_t kMaxRemark = 500;
constexpr size_t kMaxUnitName = 128;

constexpr Wording kStateNames[] = {{"RAISED", "已提出"},
                                   {"RECTIFYING", "整改中"},
                                   {"TO_ACCEPT", "待验收"},
                                   {"STRUCK_OFF", "已销号"}};
constexpr StateWords<ProblemState> kStates{{"a problem", "问题"}, kStateNames};

absl::Status RequireUnit(const Actor& actor, UnitId unit) {
  if (actor.unit == unit) return absl::OkStatus();
  return RefuseCaller("NOT_YOUR_UNIT", "只有被督办单位可以整改", "only the unit itself rectifies");
}

}  // namespace

std::string_view ProblemStateName(ProblemState state) { return kStates[state].en; }

absl::StatusOr<Problem> Problem::Raise(ProblemId id, ProblemReport report, std::string raised_by,
                                       absl::Time now) {
  RETURN_IF_ERROR(CheckLength("unit_name", report.unit_name, 1, kMaxUnitName));
  RETURN_IF_ERROR(CheckLength("description", report.description, 1, kMaxText));
  if (report.due <= now)
    return RefuseField("DUE_IN_PAST", "due", "整改时限须晚于现在", "due must lie in the future");
  Problem problem;
  problem.id = id;
  problem.version = 1;
  problem.report = std::move(report);
  problem.raised_at = now;
  problem.raised_by = std::move(raised_by);
  return problem;
}

absl::Status Problem::Plan(const Actor& actor, std::string how) {
  RETURN_IF_ERROR(RequireUnit(actor, report.unit));
  RETURN_IF_ERROR(kStates.Require(state, {ProblemState::kRaised}, "制定整改措施", "be planned"));
  RETURN_IF_ERROR(CheckLength("measures", how, 1, kMaxText));
  measures = std::move(how);
  state = ProblemState::kRectifying;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::ReportRectified(const Actor& actor, std::string what) {
  RETURN_IF_ERROR(RequireUnit(actor, report.unit));
  RETURN_IF_ERROR(
      kStates.Require(state, {ProblemState::kRectifying}, "报告整改完成", "be reported"));
  RETURN_IF_ERROR(CheckLength("result", what, 1, kMaxText));
  result = std::move(what);
  rectifier = actor.user;
  state = ProblemState::kToAccept;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::StrikeOff(const Actor& actor, absl::Time now) {
  RETURN_IF_ERROR(kStates.Require(state, {ProblemState::kToAccept}, "销号", "be struck off"));
  RETURN_IF_ERROR(CheckAcceptor(actor));
  acceptor = actor.user;
  struck_off_at = now;
  state = ProblemState::kStruckOff;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::SendBack(const Actor& actor, std::string why) {
  RETURN_IF_ERROR(kStates.Require(state, {ProblemState::kToAccept}, "退回整改", "be sent back"));
  RETURN_IF_ERROR(CheckAcceptor(actor));
  RETURN_IF_ERROR(CheckLength("remark", why, 1, kMaxRemark));
  remark = std::move(why);
  state = ProblemState::kRectifying;
  ++version;
  return absl::OkStatus();
}

bool Problem::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(report.division)) return false;
  return SupervisesProblems(actor) || actor.unit == report.unit;
}

absl::Status Problem::CheckAcceptor(const Actor& actor) const {
  if (actor.user == rectifier || actor.unit == report.unit)
    return RefuseCaller("RECTIFIER_MAY_NOT_ACCEPT", "整改人和被督办单位不得自行销号",
                        "the acceptor is never the rectifier, nor of the rectifier's unit");
  return absl::OkStatus();
}

bool SupervisesProblems(const Actor& actor) {
  return actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.Has(Role::kCityOffice);
}

}  // namespace hecha::supervision
