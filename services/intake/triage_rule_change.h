// A TriageRuleChange 规则变更 is a triage rule that somebody proposes for a territory, and that a
// second person approves before its day comes: rules decide who verifies, so nobody sets one alone
// and none reaches back.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/triage_rule.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class RuleChangeState : uint8_t { kProposed = 1, kApproved, kDeclined };

struct TriageRuleChange;
using TriageRuleChangeId = Id<TriageRuleChange>;

struct TriageRuleChange {
  TriageRuleChangeId id;
  int64_t version = 0;
  RuleChangeState state = RuleChangeState::kProposed;
  TriageRule rule;
  // From its day on, the territory has no rule of this code.
  bool ends = false;
  UserId proposed_by;
  absl::Time proposed_at;
  UserId decided_by;
  std::optional<absl::Time> decided_at;

  // A new change, PROPOSED, version 1. InvalidArgument RULE_RETROACTIVE unless the rule begins in
  // the future, NOT_YOUR_TERRITORY for another territory than the proposer's or one within it,
  // RULE_CODE, RULE_WITHOUT_EFFECT, OUT_OF_RANGE.
  static absl::StatusOr<TriageRuleChange> Propose(TriageRuleChangeId id, TriageRule rule, bool ends,
                                                  const Actor& by, absl::Time now);

  // PROPOSED → APPROVED. PermissionDenied SECOND_PERSON_REQUIRED for the proposer,
  // RULE_RETROACTIVE once its day has come.
  absl::Status Approve(const Actor& by, absl::Time now);
  // PROPOSED → DECLINED; the proposer may take it back.
  absl::Status Decline(const Actor& by, absl::Time now);

  // Whether it concerns the actor's territory.
  bool VisibleTo(const Actor& actor) const;

 private:
  absl::Status CheckDecision(const Actor& by) const;
  void Decide(RuleChangeState to, const Actor& by, absl::Time now);
};

}  // namespace hecha::intake
