// Which action a case takes in which state, and whose duty it is: one table, from which the
// rules act, the refusals speak and the tests are drawn (DOMAIN.md, state machine "Lead").
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "services/common/base/state_table.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.State.
enum class CaseState : uint8_t {
  kAssigned = 1,
  kAccepted,
  kReturned,
  kVerifying,
  kSuspended,
  kSigning,
  kSigned,
  kReported,
  kFiled,
  kFeedback,
  kClosed,
  kReverifying,
  kPlanned,
  kRecalled,
};
inline constexpr CaseState kLastCaseState = CaseState::kRecalled;

// A case that is over asks for no more work: it was given back, taken away or concluded.
inline constexpr std::array kOverStates = {CaseState::kReturned, CaseState::kRecalled,
                                           CaseState::kClosed, CaseState::kReverifying};
constexpr bool IsOver(CaseState state) {
  return std::find(kOverStates.begin(), kOverStates.end(), state) != kOverStates.end();
}

enum class Action : uint8_t {
  kAccept,
  kReturn,
  kPlan,
  kSuspend,
  kResume,
  kRecordStep,
  kRecordFinding,
  kSubmit,
  kEndorse,
  kRefuse,
  kReportUp,
  kReject,
  kFile,
  kGiveFeedback,
  kClose,
  kAcceptReport,
  kAcknowledge,
  kFlagUmbrella,
  kReverify,
  kConcludeReview,
  kDeclare,
  kApprovePlan,
  kSendBackPlan,
  kAddAllegation,
  kHandOver,
  kRecuse,
  kExtend,
  kReturnProgress,
  kRecall,
  // What is done for the case by a noun of its own, and leaves the case as it is.
  kCollectExhibit,
  kRequestContribution,
};

// Whose duty an action is.
enum class Duty : uint8_t {
  kUnitHead,           // head of the case's unit
  kUnitMember,         // investigator or head of the case's unit
  kTeam,               // member of the case's team who has declared the own interests
  kSeated,             // member of the case's team
  kTeamKeeper,         // head of the case's unit, office director of its town
  kPlanApprover,       // who approves plans by the case's grade, or ranks higher
  kExtensionApprover,  // the same of extensions
  kSignatory,   // head of the case's unit, leader or office director of its town; not of its team
  kOffice,      // office director of its town
  kCityOffice,  // city office over its town
  kNobody,      // no person's: it follows from something else
};

using CaseTable = StateTable<CaseState, Action, Duty>;
extern const CaseTable kCaseTable;

}  // namespace hecha::verification
