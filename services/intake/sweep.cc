#include "services/intake/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxTitle = 200;
constexpr size_t kMaxText = 2000;
constexpr size_t kMaxStatement = 1000;
constexpr size_t kMaxReason = 500;
constexpr size_t kMaxUnits = 100;
constexpr int kMaxLeads = 1000;
constexpr absl::Duration kLongest = absl::Hours(24 * 366);

absl::Status CheckDeadline(absl::Time deadline, absl::Time after, absl::Time now) {
  if (deadline > after && deadline <= now + kLongest) return absl::OkStatus();
  return RefuseField("DEADLINE_RANGE", "deadline",
                     "时限须晚于现在（延期须晚于原时限），且在 366 天内",
                     "the deadline lies after now, after the present one, and within 366 days");
}

absl::Status CheckSector(const SweepOrder& order) {
  const bool special = order.type == SweepType::kSpecial;
  if (special == order.sector.has_value()) return absl::OkStatus();
  return RefuseField(special ? "REQUIRED" : "SECTOR_OF_SPECIAL_ONLY", "sector",
                     "专项摸排须指定行业，其他摸排不指定",
                     "a special sweep names its sector, and no other does");
}

absl::Status CheckUnits(const SweepOrder& order, const std::vector<Unit>& units) {
  if (units.empty() || units.size() > kMaxUnits)
    return RefuseField("UNIT_COUNT", "unit_ids", "须指定 1 至 100 个单位",
                       "a sweep is given to 1 to 100 units");
  std::set<UnitId> seen;
  for (const Unit& unit : units) {
    if (unit.division != order.division || !unit.active)
      return RefuseField("UNIT_OUTSIDE_TOWN", "unit_ids",
                         fmt::format("{}不是该镇的在用单位", unit.name),
                         fmt::format("{} is no active unit of this town", unit.name));
    if (!seen.insert(unit.id).second)
      return RefuseField("UNIT_TWICE", "unit_ids", fmt::format("{}重复", unit.name),
                         fmt::format("{} stands there twice", unit.name));
  }
  return absl::OkStatus();
}

absl::Status CheckReport(const SweepReport& report) {
  RETURN_IF_ERROR(CheckLength("statement", report.statement, 1, kMaxStatement));
  const bool fits = report.nil_return ? report.leads_found == 0
                                      : report.leads_found >= 1 && report.leads_found <= kMaxLeads;
  if (fits) return absl::OkStatus();
  return RefuseField("LEADS_FOUND", "leads_found", "零报告为 0 条，否则为 1 至 1000 条",
                     "0 with a nil return, 1 to 1000 leads without");
}

}  // namespace

bool SweepUnit::OverdueAt(absl::Time now, absl::Time deadline) const {
  if (answer == SweepAnswer::kAwaited) return now > deadline;
  return signed_at.has_value() && *signed_at > deadline;
}

absl::StatusOr<Sweep> Sweep::Open(SweepId id, SweepOrder order, int round,
                                  const std::vector<Unit>& units, absl::Time now) {
  RETURN_IF_ERROR(CheckLength("title", order.title, 1, kMaxTitle));
  RETURN_IF_ERROR(CheckLength("instructions", order.instructions, 1, kMaxText));
  RETURN_IF_ERROR(CheckSector(order));
  RETURN_IF_ERROR(CheckDeadline(order.deadline, now, now));
  RETURN_IF_ERROR(CheckUnits(order, units));
  Sweep sweep;
  sweep.id = id;
  sweep.version = 1;
  sweep.order = std::move(order);
  sweep.round = round;
  sweep.opened_at = now;
  for (const Unit& unit : units) {
    SweepUnit& asked = sweep.units.emplace_back();
    asked.unit = unit.id;
    asked.name = unit.name;
  }
  return sweep;
}

absl::Status Sweep::Report(const Actor& actor, SweepReport report, absl::Time now) {
  RETURN_IF_ERROR(RequireOpen());
  SweepUnit* line = LineOf(actor.unit);
  if (line == nullptr)
    return RefuseCaller("NOT_ASSIGNED", "本次摸排没有指定你的单位",
                        "your unit has no part in this sweep");
  RETURN_IF_ERROR(CheckReport(report));
  line->answer = report.nil_return ? SweepAnswer::kNil : SweepAnswer::kLeads;
  line->leads_found = report.leads_found;
  line->statement = std::move(report.statement);
  line->signer = actor.user;
  line->signer_name = actor.name;
  line->signed_at = now;
  line->gap_reason.clear();
  ++version;
  return absl::OkStatus();
}

absl::Status Sweep::ExplainGap(UnitId unit, std::string reason) {
  RETURN_IF_ERROR(RequireOpen());
  SweepUnit* line = LineOf(unit);
  if (line == nullptr)
    return RefuseField("NOT_ASSIGNED", "unit_id", "本次摸排没有指定该单位",
                       "that unit has no part in this sweep");
  if (line->signed_at.has_value())
    return RefuseState("ANSWERED", "该单位已经报告，无需说明", "that unit has answered");
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  line->answer = SweepAnswer::kExplained;
  line->gap_reason = std::move(reason);
  ++version;
  return absl::OkStatus();
}

absl::Status Sweep::Extend(absl::Time deadline, absl::Time now) {
  RETURN_IF_ERROR(RequireOpen());
  RETURN_IF_ERROR(CheckDeadline(deadline, std::max(order.deadline, now), now));
  order.deadline = deadline;
  ++version;
  return absl::OkStatus();
}

absl::Status Sweep::Close(UserId by, std::string text, absl::Time now) {
  RETURN_IF_ERROR(RequireOpen());
  for (const SweepUnit& line : units) {
    if (line.answer == SweepAnswer::kAwaited)
      return RefuseState(
          "ANSWERS_MISSING", fmt::format("{}尚未报告，也没有说明", line.name),
          fmt::format("{} has neither answered nor is its gap explained", line.name));
  }
  if (leads_registered < LeadsFound())
    return RefuseState(
        "LEADS_NOT_REGISTERED",
        fmt::format("各单位报告线索 {} 条，只登记了 {} 条", LeadsFound(), leads_registered),
        fmt::format("the units found {} leads, {} are registered", LeadsFound(), leads_registered));
  RETURN_IF_ERROR(CheckLength("conclusion", text, 1, kMaxText));
  conclusion = std::move(text);
  closed_by = by;
  closed_at = now;
  state = SweepState::kClosed;
  ++version;
  return absl::OkStatus();
}

const SweepUnit* Sweep::Find(UnitId unit) const {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const SweepUnit& line) { return line.unit == unit; });
  return found == units.end() ? nullptr : &*found;
}

SweepUnit* Sweep::LineOf(UnitId unit) { return const_cast<SweepUnit*>(Find(unit)); }

bool Sweep::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(order.division)) return false;
  return !OwnLineOnly(actor) || Find(actor.unit) != nullptr;
}

bool Sweep::OwnLineOnly(const Actor& actor) const {
  return !actor.Has(Role::kClerk) && !actor.Has(Role::kOffice) && !actor.Has(Role::kLeader) &&
         !actor.Has(Role::kCityOffice);
}

int Sweep::LeadsFound() const {
  return std::accumulate(units.begin(), units.end(), 0,
                         [](int sum, const SweepUnit& line) { return sum + line.leads_found; });
}

absl::Status Sweep::RequireOpen() const {
  if (state == SweepState::kOpen) return absl::OkStatus();
  return RefuseState("SWEEP_CLOSED", "本轮摸排已经结束", "this round is closed");
}

}  // namespace hecha::intake
