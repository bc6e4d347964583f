#include "services/intake/triage_rule_change.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxCode = 32;
constexpr size_t kMaxReason = 200;
constexpr int kMaxWeight = 1000;

absl::Status CheckFuture(const TriageRule& rule, absl::Time now) {
  if (rule.effective_from > now) return absl::OkStatus();
  return RefuseField("RULE_RETROACTIVE", "rule.effective_from", "规则不得溯及既往，须自将来施行",
                     "a rule begins in the future and never reaches back");
}

absl::Status CheckCode(const std::string& code) {
  const bool valid =
      !code.empty() && code.size() <= kMaxCode && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      });
  if (valid) return absl::OkStatus();
  return RefuseField("RULE_CODE", "rule.code", "规则代码为 1 至 32 位大写字母、数字或下划线",
                     "a rule's code is 1 to 32 capitals, digits or underscores");
}

absl::Status CheckEffect(const TriageRule& rule) {
  if (rule.weight < 0 || rule.weight > kMaxWeight)
    return RefuseField("OUT_OF_RANGE", "rule.weight", "权重须为 0 至 1000",
                       "the weight must be 0 to 1000");
  if (rule.effective_until.has_value() && *rule.effective_until <= rule.effective_from)
    return RefuseField("OUT_OF_RANGE", "rule.effective_until", "失效时间须晚于施行时间",
                       "a rule ends after it began");
  if (rule.grade == Grade::kNone && !rule.route.has_value())
    return RefuseField("RULE_WITHOUT_EFFECT", "rule.grade", "规则须规定分级或去向",
                       "a rule says a grade, a route, or both");
  return absl::OkStatus();
}

absl::Status RefuseTerritory() {
  return RefuseField("NOT_YOUR_TERRITORY", "rule.division", "只能为本地区规定规则",
                     "a rule is made for one's own territory");
}

// Whether `actor`'s office makes rules for `division`: a town's for the town, the city's for the
// city and its towns.
bool MakesRulesFor(const Actor& actor, const std::string& division) {
  if (actor.Has(Role::kCityOffice)) return actor.Covers(division);
  return (actor.Has(Role::kOffice) || actor.Has(Role::kLeader)) && actor.division == division;
}

}  // namespace

absl::StatusOr<TriageRuleChange> TriageRuleChange::Propose(TriageRuleChangeId id, TriageRule rule,
                                                           bool ends, const Actor& by,
                                                           absl::Time now) {
  if (!MakesRulesFor(by, rule.division)) return RefuseTerritory();
  RETURN_IF_ERROR(CheckCode(rule.code));
  RETURN_IF_ERROR(CheckFuture(rule, now));
  RETURN_IF_ERROR(CheckLength("rule.reason", rule.reason, 1, kMaxReason));
  if (ends) {
    rule.effective_until = rule.effective_from;
  } else {
    RETURN_IF_ERROR(CheckEffect(rule));
  }
  TriageRuleChange change;
  change.id = id;
  change.version = 1;
  change.rule = std::move(rule);
  change.ends = ends;
  change.proposed_by = by.user;
  change.proposed_at = now;
  return change;
}

absl::Status TriageRuleChange::Approve(const Actor& by, absl::Time now) {
  RETURN_IF_ERROR(CheckDecision(by));
  if (by.user == proposed_by)
    return RefuseCaller("SECOND_PERSON_REQUIRED", "规则须由提出人以外的人批准",
                        "someone else than the proposer approves a rule");
  if (rule.effective_from <= now)
    return RefuseState("RULE_RETROACTIVE", "施行时间已过，请重新提出",
                       "the rule's day has come; propose it anew");
  Decide(RuleChangeState::kApproved, by, now);
  return absl::OkStatus();
}

absl::Status TriageRuleChange::Decline(const Actor& by, absl::Time now) {
  RETURN_IF_ERROR(CheckDecision(by));
  Decide(RuleChangeState::kDeclined, by, now);
  return absl::OkStatus();
}

absl::Status TriageRuleChange::CheckDecision(const Actor& by) const {
  if (state != RuleChangeState::kProposed)
    return RefuseState("ILLEGAL_TRANSITION", "规则变更已有决定", "the change is decided already");
  if (!MakesRulesFor(by, rule.division))
    return RefuseCaller("NOT_YOUR_DUTY", "由规则所属地区的扫黑办或领导决定",
                        "the office or a leader of the rule's territory decides");
  return absl::OkStatus();
}

void TriageRuleChange::Decide(RuleChangeState to, const Actor& by, absl::Time now) {
  state = to;
  decided_by = by.user;
  decided_at = now;
  ++version;
}

bool TriageRuleChange::VisibleTo(const Actor& actor) const {
  return actor.division.starts_with(rule.division) || rule.division.starts_with(actor.division);
}

}  // namespace hecha::intake
