// Which action a lead takes in which state, and whose duty it is: one table, from which the rules
// act, the refusals speak and the console is told what a caller may do (DOMAIN.md, state machine
// "Lead").
#pragma once

#include <cstdint>

#include "services/common/base/state_table.h"

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
  kRecalled = 18,
};

enum class LeadAction : uint8_t {
  kAmend,
  kFollowList,
  kTriage,
  kSendUpward,
  kRecordSubjects,
  kCheckIdentity,
  kRecall,
  kAssign,
  kSeal,
  kClearUmbrella,
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

using LeadTable = StateTable<LeadState, LeadAction, LeadDuty>;
extern const LeadTable kLeadTable;

}  // namespace hecha::intake
