#include "services/supervision/problem.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::supervision {
namespace {

constexpr size_t kMaxText = 2000;
constexpr size_t kMaxRemark = 500;
constexpr size_t kMaxUnitName = 128;

absl::Status RequireState(ProblemState state, ProblemState required, std::string_view verb_zh,
                          std::string_view verb_en) {
  if (state == required) return absl::OkStatus();
  constexpr std::array<std::string_view, 4> kNames = {"已提出", "整改中", "待验收", "已销号"};
  return RefuseState(
      "ILLEGAL_TRANSITION",
      fmt::format("问题处于“{}”状态，不能{}", kNames[static_cast<size_t>(state) - 1], verb_zh),
      fmt::format("a problem that is {} cannot be {}", ProblemStateName(state), verb_en));
}

absl::Status RequireUnit(const Actor& actor, UnitId unit) {
  if (actor.unit == unit) return absl::OkStatus();
  return RefuseCaller("NOT_YOUR_UNIT", "只有被督办单位可以整改", "only the unit itself rectifies");
}

}  // namespace

std::string_view ProblemStateName(ProblemState state) {
  constexpr std::array<std::string_view, 4> kNames = {"RAISED", "RECTIFYING", "TO_ACCEPT",
                                                      "STRUCK_OFF"};
  return kNames[static_cast<size_t>(state) - 1];
}

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
  RETURN_IF_ERROR(RequireState(state, ProblemState::kRaised, "制定整改措施", "planned"));
  RETURN_IF_ERROR(CheckLength("measures", how, 1, kMaxText));
  measures = std::move(how);
  state = ProblemState::kRectifying;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::ReportRectified(const Actor& actor, std::string what) {
  RETURN_IF_ERROR(RequireUnit(actor, report.unit));
  RETURN_IF_ERROR(RequireState(state, ProblemState::kRectifying, "报告整改完成", "reported"));
  RETURN_IF_ERROR(CheckLength("result", what, 1, kMaxText));
  result = std::move(what);
  rectifier = actor.user;
  state = ProblemState::kToAccept;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::StrikeOff(const Actor& actor, absl::Time now) {
  RETURN_IF_ERROR(RequireState(state, ProblemState::kToAccept, "销号", "struck off"));
  RETURN_IF_ERROR(CheckAcceptor(actor));
  acceptor = actor.user;
  struck_off_at = now;
  state = ProblemState::kStruckOff;
  ++version;
  return absl::OkStatus();
}

absl::Status Problem::SendBack(const Actor& actor, std::string why) {
  RETURN_IF_ERROR(RequireState(state, ProblemState::kToAccept, "退回整改", "sent back"));
  RETURN_IF_ERROR(CheckAcceptor(actor));
  RETURN_IF_ERROR(CheckLength("remark", why, 1, kMaxRemark));
  remark = std::move(why);
  state = ProblemState::kRectifying;
  ++version;
  return absl::OkStatus();
}

bool Problem::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(report.division)) return false;
  return !actor.Has(Role::kUnitHead) || actor.unit == report.unit;
}

absl::Status Problem::CheckAcceptor(const Actor& actor) const {
  if (actor.user == rectifier || actor.unit == report.unit)
    return RefuseCaller("RECTIFIER_MAY_NOT_ACCEPT", "整改人和被督办单位不得自行销号",
                        "the acceptor is never the rectifier, nor of the rectifier's unit");
  return absl::OkStatus();
}

}  // namespace hecha::supervision
