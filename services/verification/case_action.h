// Which action a case takes in which state, and whose duty it is: one table, from which the
// rules act, the refusals speak and the tests are drawn (DOMAIN.md, state machine "Lead").
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.State.
enum class CaseState : uint8_t {
  kAssigned = 1,  // 待签收
  kAccepted,      // 签收
  kReturned,      // 退回
  kVerifying,     // 核查中
  kSuspended,     // 中止
  kSigning,       // 待签
  kSigned,        // 已背书
  kReported,      // 已上报
  kFiled,         // 进入法律程序
  kFeedback,      // 已反馈
  kClosed,        // 办结
  kReverifying,   // 复核中
  kPlanned,       // 方案待批
};
inline constexpr CaseState kLastCaseState = CaseState::kPlanned;

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

struct Move {
  CaseState from;
  CaseState to;
};

struct ActionRule {
  Action action;
  // "SUBMIT", as refusals name it.
  std::string_view name;
  // "submit", as the API's `actions` name it.
  std::string_view verb;
  std::string_view zh;
  Duty duty;
  std::span<const Move> moves;
};

// Every action once, in the order of Action.
std::span<const ActionRule> ActionRules();
const ActionRule& RuleOf(Action action);

// The state's name in the API and in refusals: "SIGNING".
std::string_view StateName(CaseState state);

// The state that `action` leads to from `state`. FailedPrecondition ILLEGAL_TRANSITION, which
// names both, where the table has no such move.
absl::StatusOr<CaseState> Next(CaseState state, Action action);

}  // namespace hecha::verification
