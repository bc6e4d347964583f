#include "services/intake/triage_rule_service.h"

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {

absl::StatusOr<std::vector<TriageRule>> TriageRuleService::List(const Call& call, bool all) {
  ASSIGN_OR_RETURN(std::vector<TriageRule> rules,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return rules_.List(transaction);
                   }));
  const std::string& own = call.actor.division;
  std::erase_if(rules, [&](const TriageRule& rule) {
    const bool concerns = own.starts_with(rule.division) || rule.division.starts_with(own);
    return !concerns || !(all || rule.InForce(call.now));
  });
  return rules;
}

absl::StatusOr<AssignmentProposal> TriageRuleService::Propose(const Call& call, LeadId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<AssignmentProposal> {
        ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
        if (lead.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("线索", "lead");
        return ProposeWithin(transaction, lead, call.now);
      });
}

absl::StatusOr<AssignmentProposal> TriageRuleService::ProposeWithin(db::Transaction& transaction,
                                                                    const Lead& lead,
                                                                    absl::Time now) const {
  ASSIGN_OR_RETURN(std::vector<TriageRule> rules, rules_.List(transaction));
  std::erase_if(rules, [&](const TriageRule& rule) { return !rule.InForce(now); });
  ASSIGN_OR_RETURN(const std::vector<Unit> units,
                   units_.ListByDivision(transaction, lead.registration.division));
  return ProposeAssignment(lead, rules, units);
}

}  // namespace hecha::intake
