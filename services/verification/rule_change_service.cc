#include "services/verification/rule_change_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

events::Event Tell(const RuleChange& change, const Call& call, std::string action) {
  v1::RuleChanged event;
  event.set_rule_change_id(change.id.ToString());
  event.set_kind(static_cast<v1::RuleKind>(change.kind()));
  event.set_state(static_cast<intake::v1::RuleChangeState>(change.state));
  events::SetTimestamp(change.effective_from, event.mutable_effective_from());
  return events::MakeEvent("rule_change", change.id.uuid, change.version, call.actor.division,
                           std::move(action), std::move(event));
}

// Everyone whom the policy lets in may know of every change.
absl::Status Anybody(const RuleChange&) { return absl::OkStatus(); }

}  // namespace

absl::StatusOr<RuleChange> RuleChangeService::Propose(const Call& call, const RuleBody& body,
                                                      absl::Time effective_from,
                                                      const std::string& basis) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const RuleChange change,
                         RuleChange::Propose(RuleChangeId::New(call.now), body, effective_from,
                                             basis, call.actor, call.now));
        RETURN_IF_ERROR(changes_.Insert(transaction, change));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Tell(change, call, "rule.propose")));
        return change.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return changes_.Find(transaction, RuleChangeId{id});
      });
}

absl::StatusOr<RuleChange> RuleChangeService::Approve(const Call& call, RuleChangeId id) {
  return journal_.Change(
      call, changes_, id, Anybody,
      [&](db::Transaction& transaction, RuleChange& change) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(change.Approve(call.actor, call.now));
        const absl::Status put = PutInForce(transaction, change);
        if (absl::IsAlreadyExists(put))
          return RefuseState("RULE_DATE_TAKEN", "该规则自同一时间已有新版本",
                             "a version of this rule begins at the same moment");
        RETURN_IF_ERROR(put);
        return Tell(change, call, "rule.approve");
      });
}

absl::StatusOr<RuleChange> RuleChangeService::Decline(const Call& call, RuleChangeId id) {
  return journal_.Change(
      call, changes_, id, Anybody,
      [&](db::Transaction&, RuleChange& change) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(change.Decline(call.actor, call.now));
        return Tell(change, call, "rule.decline");
      });
}

absl::StatusOr<std::vector<RuleChange>> RuleChangeService::List(const Call& call,
                                                                const Page& page) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return changes_.List(transaction, page);
  });
}

absl::StatusOr<std::vector<DatedSigners>> RuleChangeService::ListSignerPolicies(const Call& call) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return signer_policies_.List(transaction);
  });
}

absl::StatusOr<std::vector<DatedRevisits>> RuleChangeService::ListRevisitPolicies(
    const Call& call) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return revisits_.ListPolicies(transaction);
  });
}

absl::Status RuleChangeService::PutInForce(db::Transaction& transaction,
                                           const RuleChange& change) const {
  if (const auto* level = std::get_if<GradeOfLevel>(&change.body))
    return level_rules_.Put(transaction,
                            {level->level, change.effective_from, level->grade, change.basis});
  if (const auto* signers = std::get_if<SignersOfLevel>(&change.body))
    return signer_policies_.Put(transaction,
                                {signers->level, change.effective_from, signers->policy});
  return revisits_.PutPolicy(transaction,
                             {change.effective_from, std::get<RevisitPolicy>(change.body)});
}

}  // namespace hecha::verification
