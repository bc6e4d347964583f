#include "services/verification/rule_change.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxBasis = 200;
constexpr int kMaxTermDays = 60;
constexpr size_t kLeastSeats = 2;
constexpr size_t kMostSeats = 4;
// So few that nobody is called again would be none.
constexpr int kLeastPerMille = 10;
constexpr int kMostPerMille = 1000;
constexpr int kMaxAfterDays = 365;

absl::Status CheckRange(std::string_view field, int value, int least, int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return RefuseField("OUT_OF_RANGE", field, fmt::format("须为 {} 至 {}", least, most),
                     fmt::format("{} must be {} to {}", field, least, most));
}

absl::Status CheckLevel(std::string_view field, Level level) {
  return CheckRange(field, static_cast<int>(level), static_cast<int>(Level::kCentral),
                    static_cast<int>(Level::kTown));
}

absl::Status CheckBody(const GradeOfLevel& body) {
  const Grade& grade = body.grade;
  RETURN_IF_ERROR(CheckLevel("level_rule.level", body.level));
  // The city office reads no plan.
  if (grade.plan_approver < Approver::kUnitHead || grade.plan_approver > Approver::kLeader)
    return RefuseField("APPROVER", "level_rule.grade.plan_approver",
                       "方案由承办单位负责人、扫黑办主任或镇领导审批",
                       "a plan is approved by unit head, office or leader");
  if (grade.extension_approver < Approver::kUnitHead ||
      grade.extension_approver > Approver::kCityOffice)
    return RefuseField("APPROVER", "level_rule.grade.extension_approver", "请选择延期审批人",
                       "say who approves an extension");
  RETURN_IF_ERROR(
      CheckRange("level_rule.grade.plan_within_days", grade.plan_within_days, 1, kMaxTermDays));
  return CheckRange("level_rule.grade.progress_every_days", grade.progress_every_days, 1,
                    kMaxTermDays);
}

absl::Status CheckBody(const SignersOfLevel& body) {
  if (body.level.has_value()) RETURN_IF_ERROR(CheckLevel("signer_policy.level", *body.level));
  const auto& seats = body.policy.seats;
  if (seats.size() < kLeastSeats || seats.size() > kMostSeats)
    return RefuseField("SEATS", "signer_policy.seats", "报告须由两至四人签字",
                       "a report is signed by two to four people");
  for (size_t i = 0; i < seats.size(); ++i) {
    const std::set<Capacity> capacities(seats[i].begin(), seats[i].end());
    const bool known = !capacities.empty() && *capacities.begin() >= Capacity::kUnitHead &&
                       *capacities.rbegin() <= Capacity::kOffice;
    if (!known || capacities.size() != seats[i].size())
      return RefuseField("SEATS", fmt::format("signer_policy.seats[{}]", i),
                         "每个签字席位须列明职务，且不重复",
                         "each seat names capacities, each once");
  }
  return absl::OkStatus();
}

absl::Status CheckBody(const RevisitPolicy& body) {
  RETURN_IF_ERROR(
      CheckRange("revisit_policy.per_mille", body.per_mille, kLeastPerMille, kMostPerMille));
  return CheckRange("revisit_policy.after_days", body.after_days, 1, kMaxAfterDays);
}

}  // namespace

absl::StatusOr<RuleChange> RuleChange::Propose(RuleChangeId id, RuleBody body,
                                               absl::Time effective_from, std::string basis,
                                               const Actor& by, absl::Time now) {
  if (effective_from <= now)
    return RefuseField("RULE_RETROACTIVE", "effective_from", "规则不得溯及既往，须自将来施行",
                       "a rule begins in the future and never reaches back");
  RETURN_IF_ERROR(CheckLength("basis", basis, 1, kMaxBasis));
  RETURN_IF_ERROR(std::visit([](const auto& rule) { return CheckBody(rule); }, body));
  RuleChange change;
  change.id = id;
  change.version = 1;
  change.body = std::move(body);
  change.effective_from = effective_from;
  change.basis = std::move(basis);
  change.proposed_by = by.user;
  change.proposed_at = now;
  return change;
}

absl::Status RuleChange::Approve(const Actor& by, absl::Time now) {
  RETURN_IF_ERROR(CheckOpen());
  if (by.user == proposed_by)
    return RefuseCaller("SECOND_PERSON_REQUIRED", "规则须由提出人以外的人批准",
                        "someone else than the proposer approves a rule");
  if (effective_from <= now)
    return RefuseState("RULE_RETROACTIVE", "施行时间已过，请重新提出",
                       "the rule's day has come; propose it anew");
  Decide(RuleChangeState::kApproved, by, now);
  return absl::OkStatus();
}

absl::Status RuleChange::Decline(const Actor& by, absl::Time now) {
  RETURN_IF_ERROR(CheckOpen());
  Decide(RuleChangeState::kDeclined, by, now);
  return absl::OkStatus();
}

absl::Status RuleChange::CheckOpen() const {
  if (state == RuleChangeState::kProposed) return absl::OkStatus();
  return RefuseState("ILLEGAL_TRANSITION", "规则变更已有决定", "the change is decided already");
}

void RuleChange::Decide(RuleChangeState to, const Actor& by, absl::Time now) {
  state = to;
  decided_by = by.user;
  decided_at = now;
  ++version;
}

}  // namespace hecha::verification
