// Which action a lead takes in which state, and whose duty it is: one table, from which the rules
// act, the refusals speak and the console is told what a caller may do (DOMAIN.md, state machine
// "Lead").
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.State.
enum class LeadState : uint8_t {
  kRegistered = 1,
  kTriaged = 2,
  kAssigned = 3,
  kReturned = 4,
  kSealed = 5,
  kAccepted = 6,
  kVerifying = 7,
  kSuspended = 8,
  kSigning = 9,
  kSigned = 10,
  kReported = 11,
  kFiled = 12,
  kFeedback = 13,
  kClosed = 14,
  kArchived = 15,
  kPurged = 16,
  kMerged = 17,
};

enum class LeadAction : uint8_t {
  kAmend,
  kTriage,
  kSendUpward,
  kRecordSubjects,
  kAssign,
  kSeal,
  kProposeMerge,
  kConfirmMerge,
  kDeclineMerge,
  kUndoMerge,
  kUpholdReturn,
  kOverruleReturn,
  kConcludeTransfer,
  kArchive,
  kPurge,
};

// Whose duty an action is.
enum class LeadDuty : uint8_t {
  kDesk,           // clerk or office director of its town
  kOffice,         // office director of its town
  kReturnDecider,  // office director of its town; from the second return on, a leader
  kNobody,         // no person's: it follows an event or another step
};

struct LeadMove {
  LeadState from;
  LeadState to;
};

struct LeadActionRule {
  LeadAction action;
  // The verb of its method: "triage". Empty where it has none of its own.
  std::string_view verb;
  // As a refusal says it: “不能研判”, "cannot be triaged".
  std::string_view zh;
  std::string_view en;
  LeadDuty duty;
  std::span<const LeadMove> moves;
};

// Every action once, in the order of LeadAction.
std::span<const LeadActionRule> LeadActionRules();
const LeadActionRule& RuleOf(LeadAction action);

// The state's name in the API, "TRIAGED", and in Chinese, “研判”.
std::string_view StateName(LeadState state);
std::string_view StateNameZh(LeadState state);

// The state that `action` leads to from `state`. FailedPrecondition ILLEGAL_TRANSITION, which
// names both, where the table has no such move.
absl::StatusOr<LeadState> Next(LeadState state, LeadAction action);

// FailedPrecondition ILLEGAL_TRANSITION in the words of the table.
absl::Status RefuseTransition(LeadState state, std::string_view zh, std::string_view en);

}  // namespace hecha::intake
