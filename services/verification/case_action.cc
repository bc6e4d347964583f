#include "services/verification/case_action.h"

#include <fmt/format.h>

#include <array>

#include "services/common/base/refusal.h"

namespace hecha::verification {
namespace {

using enum CaseState;

constexpr std::array<std::string_view, 12> kStateNames = {
    "",        "ASSIGNED", "ACCEPTED", "RETURNED", "VERIFYING", "SUSPENDED",
    "SIGNING", "SIGNED",   "REPORTED", "FILED",    "FEEDBACK",  "CLOSED"};

constexpr Move kAcceptMoves[] = {{kAssigned, kAccepted}};
constexpr Move kReturnMoves[] = {{kAssigned, kReturned}};
constexpr Move kPlanMoves[] = {{kAccepted, kVerifying}};
constexpr Move kSuspendMoves[] = {{kVerifying, kSuspended}};
constexpr Move kResumeMoves[] = {{kSuspended, kVerifying}};
// An edit under a frozen report voids it: nobody answers for words that were changed later.
constexpr Move kEditMoves[] = {
    {kVerifying, kVerifying}, {kSigning, kVerifying}, {kSigned, kVerifying}};
constexpr Move kSubmitMoves[] = {{kVerifying, kSigning}};
// The first signature of the two leaves the case in SIGNING (Case::Endorse).
constexpr Move kEndorseMoves[] = {{kSigning, kSigned}};
constexpr Move kRefuseMoves[] = {{kSigning, kVerifying}};
constexpr Move kReportUpMoves[] = {{kSigned, kReported}};
constexpr Move kRejectMoves[] = {{kReported, kVerifying}};
constexpr Move kFileMoves[] = {{kSigned, kFiled}, {kReported, kFiled}};
constexpr Move kFeedbackMoves[] = {{kSigned, CaseState::kFeedback},
                                   {kReported, CaseState::kFeedback}};
// From SIGNED a gate is always open; the move stands here so that the refusal lists it.
constexpr Move kCloseMoves[] = {
    {kSigned, kClosed}, {kReported, kClosed}, {kFiled, kClosed}, {CaseState::kFeedback, kClosed}};

constexpr ActionRule kRules[] = {
    {Action::kAccept, "ACCEPT", "签收", Duty::kUnitHead, kAcceptMoves},
    {Action::kReturn, "RETURN", "退回", Duty::kUnitHead, kReturnMoves},
    {Action::kPlan, "PLAN", "制定方案", Duty::kUnitMember, kPlanMoves},
    {Action::kSuspend, "SUSPEND", "中止", Duty::kUnitHead, kSuspendMoves},
    {Action::kResume, "RESUME", "恢复", Duty::kUnitHead, kResumeMoves},
    {Action::kRecordStep, "RECORD_STEP", "记录措施", Duty::kTeam, kEditMoves},
    {Action::kRecordFinding, "RECORD_FINDING", "作出认定", Duty::kTeam, kEditMoves},
    {Action::kSubmit, "SUBMIT", "提交报告", Duty::kTeam, kSubmitMoves},
    {Action::kEndorse, "ENDORSE", "签字背书", Duty::kSignatory, kEndorseMoves},
    {Action::kRefuse, "REFUSE", "拒绝签字", Duty::kSignatory, kRefuseMoves},
    {Action::kReportUp, "REPORT_UP", "上报", Duty::kOffice, kReportUpMoves},
    {Action::kReject, "REJECT", "驳回", Duty::kCityOffice, kRejectMoves},
    {Action::kFile, "FILE", "移送", Duty::kUnitMember, kFileMoves},
    {Action::kGiveFeedback, "GIVE_FEEDBACK", "反馈", Duty::kUnitMember, kFeedbackMoves},
    {Action::kClose, "CLOSE", "办结", Duty::kOffice, kCloseMoves},
};

}  // namespace

std::span<const ActionRule> ActionRules() { return kRules; }

const ActionRule& RuleOf(Action action) { return kRules[static_cast<size_t>(action)]; }

std::string_view StateName(CaseState state) { return kStateNames[static_cast<size_t>(state)]; }

absl::StatusOr<CaseState> Next(CaseState state, Action action) {
  const ActionRule& rule = RuleOf(action);
  for (const Move& move : rule.moves)
    if (move.from == state) return move.to;
  return RefuseState(
      "ILLEGAL_TRANSITION", fmt::format("案件处于 {} 状态，不能{}", StateName(state), rule.zh),
      fmt::format("{} is not possible while the case is {}", rule.name, StateName(state)));
}

}  // namespace hecha::verification
