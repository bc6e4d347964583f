#include "services/intake/triage_rule.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace hecha::intake {
namespace {

constexpr std::string_view kStandsAside = "应当回避。Must stand aside.";
constexpr std::string_view kGaveItBack =
    "曾退回本线索，退回成立。Gave this lead back, and rightly.";
constexpr std::string_view kOtherSector = "不分管该行业。Not in charge of this sector.";

template <class Code>
bool Allows(const std::optional<Code>& condition, Code value) {
  return !condition.has_value() || *condition == value;
}

bool NoUnit(TriageRoute route) {
  return route == TriageRoute::kSeal || route == TriageRoute::kUpward;
}

// Whether a smaller territory around `lead` has a rule of the same code.
bool Overruled(const TriageRule& rule, const std::vector<TriageRule>& rules, const Lead& lead) {
  return std::any_of(rules.begin(), rules.end(), [&](const TriageRule& other) {
    return other.code == rule.code && other.division.size() > rule.division.size() &&
           lead.registration.division.starts_with(other.division);
  });
}

// Why `unit` is not offered, or empty.
std::string_view WhyNot(const Lead& lead, const Unit& unit) {
  if (lead.Bars(unit.id)) return kStandsAside;
  if (lead.Declined(unit.id)) return kGaveItBack;
  if (!unit.InChargeOf(lead.registration.sector)) return kOtherSector;
  return "";
}

AssignmentCandidate Rate(const Unit& unit, const std::vector<const TriageRule*>& fitting) {
  AssignmentCandidate candidate{unit, 0, {}};
  const TriageRoute kind =
      unit.sectors.empty() ? TriageRoute::kGeneralUnit : TriageRoute::kSectorUnit;
  for (const TriageRule* rule : fitting) {
    if (rule->route != kind) continue;
    candidate.score += rule->weight;
    candidate.reasons.push_back(rule->reason);
  }
  return candidate;
}

// The weightiest grade, a route without a unit, and the reasons for both.
void SetGrade(const std::vector<const TriageRule*>& fitting, AssignmentProposal& proposal) {
  for (const TriageRule* rule : fitting) {
    if (rule->grade != Grade::kNone) proposal.grade = std::min(proposal.grade, rule->grade);
    if (rule->route.has_value() && NoUnit(*rule->route)) proposal.route = rule->route;
  }
  for (const TriageRule* rule : fitting) {
    const bool routes = proposal.route.has_value() && rule->route == proposal.route;
    if (routes || rule->grade == proposal.grade) proposal.reasons.push_back(rule->reason);
  }
}

}  // namespace

bool TriageRule::Fits(const Lead& lead) const {
  const Registration& registered = lead.registration;
  return registered.division.starts_with(division) && Allows(level, registered.level) &&
         Allows(sector, registered.sector) && Allows(umbrella, registered.umbrella) &&
         (!key_lead || registered.key_lead) && (!about_leader || lead.about_leader);
}

std::vector<TriageRule> RulesInForce(std::vector<TriageRule> rules, absl::Time now) {
  std::erase_if(rules, [&](const TriageRule& rule) { return rule.effective_from > now; });
  std::map<std::pair<std::string, std::string>, absl::Time> newest;
  for (const TriageRule& rule : rules) {
    absl::Time& from =
        newest.try_emplace({rule.division, rule.code}, rule.effective_from).first->second;
    from = std::max(from, rule.effective_from);
  }
  std::erase_if(rules, [&](const TriageRule& rule) {
    return rule.effective_from < newest.at({rule.division, rule.code}) || !rule.InForce(now);
  });
  return rules;
}

AssignmentProposal ProposeAssignment(const Lead& lead, const std::vector<TriageRule>& rules,
                                     const std::vector<Unit>& units) {
  std::vector<const TriageRule*> fitting;
  for (const TriageRule& rule : rules)
    if (rule.Fits(lead) && !Overruled(rule, rules, lead)) fitting.push_back(&rule);
  AssignmentProposal proposal;
  SetGrade(fitting, proposal);
  if (proposal.route.has_value()) return proposal;
  for (const Unit& unit : units) {
    if (!unit.active || !unit.verifies || unit.division != lead.registration.division) continue;
    const std::string_view why_not = WhyNot(lead, unit);
    if (why_not.empty()) {
      proposal.candidates.push_back(Rate(unit, fitting));
    } else {
      proposal.excluded.push_back({unit, std::string(why_not)});
    }
  }
  std::stable_sort(
      proposal.candidates.begin(), proposal.candidates.end(),
      [](const AssignmentCandidate& a, const AssignmentCandidate& b) { return a.score > b.score; });
  return proposal;
}

}  // namespace hecha::intake
