#include "services/intake/triage_rule_service.h"

#include <string>
#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

events::Event Tell(const TriageRuleChange& change, std::string action) {
  v1::TriageRuleChanged event;
  event.set_triage_rule_change_id(change.id.ToString());
  event.set_code(change.rule.code);
  event.set_division(change.rule.division);
  events::SetTimestamp(change.rule.effective_from, event.mutable_effective_from());
  event.set_state(static_cast<v1::RuleChangeState>(change.state));
  return events::MakeEvent("triage_rule_change", change.id.uuid, change.version,
                           change.rule.division, std::move(action), std::move(event));
}

auto Concerns(const Call& call) {
  return [&call](const TriageRuleChange& change) {
    return change.VisibleTo(call.actor) ? absl::OkStatus()
                                        : RefuseUnknown("规则变更", "rule change");
  };
}

}  // namespace

absl::StatusOr<std::vector<TriageRule>> TriageRuleService::List(const Call& call, bool all) {
  ASSIGN_OR_RETURN(std::vector<TriageRule> rules,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return rules_.List(transaction);
                   }));
  if (!all) rules = RulesInForce(std::move(rules), call.now);
  const std::string& own = call.actor.division;
  std::erase_if(rules, [&](const TriageRule& rule) {
    return !own.starts_with(rule.division) && !rule.division.starts_with(own);
  });
  return rules;
}

absl::StatusOr<TriageRuleChange> TriageRuleService::ProposeChange(const Call& call,
                                                                  const TriageRule& rule,
                                                                  bool ends) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const TriageRuleChange change,
                         TriageRuleChange::Propose(TriageRuleChangeId::New(call.now), rule, ends,
                                                   call.actor, call.now));
        RETURN_IF_ERROR(rules_.Insert(transaction, change));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Tell(change, "triageRule.propose")));
        return change.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return rules_.Find(transaction, TriageRuleChangeId{id});
      });
}

absl::StatusOr<TriageRuleChange> TriageRuleService::ApproveChange(const Call& call,
                                                                  TriageRuleChangeId id) {
  return journal_.Change(
      call, rules_, id, Concerns(call),
      [&](db::Transaction& transaction, TriageRuleChange& change) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(change.Approve(call.actor, call.now));
        const absl::Status put = rules_.Put(transaction, change.rule);
        if (absl::IsAlreadyExists(put))
          return RefuseState("RULE_DATE_TAKEN", "该规则自同一时间已有新版本",
                             "a version of this rule begins at the same moment");
        RETURN_IF_ERROR(put);
        return Tell(change, "triageRule.approve");
      });
}

absl::StatusOr<TriageRuleChange> TriageRuleService::DeclineChange(const Call& call,
                                                                  TriageRuleChangeId id) {
  return journal_.Change(
      call, rules_, id, Concerns(call),
      [&](db::Transaction&, TriageRuleChange& change) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(change.Decline(call.actor, call.now));
        return Tell(change, "triageRule.decline");
      });
}

absl::StatusOr<std::vector<TriageRuleChange>> TriageRuleService::ListChanges(const Call& call,
                                                                             const Page& page) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return rules_.ListChanges(transaction, call.actor.division, page);
  });
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
  rules = RulesInForce(std::move(rules), now);
  ASSIGN_OR_RETURN(const std::vector<Unit> units,
                   units_.ListByDivision(transaction, lead.registration.division));
  return ProposeAssignment(lead, rules, units);
}

}  // namespace hecha::intake
