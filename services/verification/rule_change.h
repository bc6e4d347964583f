// A RuleChange 规则变更 is a new version of a rule that is data: how fast and by whom leads of a
// level are verified, who signs, who is called again. Whoever could set one alone could lower the
// bar for one case, so a second person approves it before its day comes, and none reaches back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/verification/level_rule.h"
#include "services/verification/revisit.h"
#include "services/verification/signer_policy.h"

namespace hecha::verification {

// Numbers equal those of hecha.intake.v1.RuleChangeState.
enum class RuleChangeState : uint8_t { kProposed = 1, kApproved, kDeclined };

// Numbers equal those of hecha.verification.v1.RuleKind, and are one more than RuleBody's.
enum class RuleKind : uint8_t { kLevel = 1, kSignerPolicy, kRevisit };

struct GradeOfLevel {
  Level level = Level::kTown;
  Grade grade;
};
struct SignersOfLevel {
  // Unset for every level without a policy of its own.
  std::optional<Level> level;
  SignerPolicy policy;
};
using RuleBody = std::variant<GradeOfLevel, SignersOfLevel, RevisitPolicy>;

struct RuleChange;
using RuleChangeId = Id<RuleChange>;

struct RuleChange {
  RuleChangeId id;
  int64_t version = 0;
  RuleChangeState state = RuleChangeState::kProposed;
  RuleBody body;
  absl::Time effective_from;
  // Where the rule stands written.
  std::string basis;
  UserId proposed_by;
  absl::Time proposed_at;
  UserId decided_by;
  std::optional<absl::Time> decided_at;

  RuleKind kind() const { return static_cast<RuleKind>(body.index() + 1); }

  // A new change, PROPOSED, version 1. InvalidArgument RULE_RETROACTIVE unless it begins in the
  // future; OUT_OF_RANGE, APPROVER, SEATS for a body that no verification could follow.
  static absl::StatusOr<RuleChange> Propose(RuleChangeId id, RuleBody body,
                                            absl::Time effective_from, std::string basis,
                                            const Actor& by, absl::Time now);

  // PROPOSED → APPROVED. PermissionDenied SECOND_PERSON_REQUIRED for the proposer;
  // FailedPrecondition RULE_RETROACTIVE once its day has come.
  absl::Status Approve(const Actor& by, absl::Time now);
  // PROPOSED → DECLINED; the proposer may take it back.
  absl::Status Decline(const Actor& by, absl::Time now);

 private:
  absl::Status CheckOpen() const;
  void Decide(RuleChangeState to, const Actor& by, absl::Time now);
};

}  // namespace hecha::verification
