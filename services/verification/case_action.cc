#include "services/verification/case_action.h"

#include <fmt/format.h>

#include <array>

#include "services/common/base/refusal.h"

namespace hecha::verification {
namespace {

using enum CaseState;

constexpr std::array<std::string_view, 14> kStateNames = {
    "",       "ASSIGNED", "ACCEPTED", "RETURNED", "VERIFYING", "SUSPENDED",   "SIGNING",
    "SIGNED", "REPORTED", "FILED",    "FEEDBACK", "CLOSED",    "REVERIFYING", "PLANNED"};

constexpr Move kAcceptMoves[] = {{kAssigned, kAccepted}};
constexpr Move kReturnMoves[] = {{kAssigned, kReturned}};
constexpr Move kPlanMoves[] = {{kAccepted, kPlanned}, {kPlanned, kPlanned}};
constexpr Move kDeclareMoves[] = {
    {kPlanned, kPlanned}, {kVerifying, kVerifying}, {kSuspended, kSuspended}};
constexpr Move kApprovePlanMoves[] = {{kPlanned, kVerifying}};
constexpr Move kSendBackPlanMoves[] = {{kPlanned, kAccepted}};
constexpr Move kVerifyingMoves[] = {{kVerifying, kVerifying}};
constexpr Move kWorkMoves[] = {{kVerifying, kVerifying}, {kSuspended, kSuspended}};
constexpr Move kSuspendMoves[] = {{kVerifying, kSuspended}};
constexpr Move kResumeMoves[] = {{kSuspended, kVerifying}};
// An edit under a frozen report voids it: nobody answers for words that were changed later.
constexpr Move kEditMoves[] = {
    {kVerifying, kVerifying}, {kSigning, kVerifying}, {kSigned, kVerifying}};
constexpr Move kRecuseMoves[] = {{kAssigned, kAssigned},   {kAccepted, kAccepted},
                                 {kPlanned, kPlanned},     {kVerifying, kVerifying},
                                 {kSuspended, kSuspended}, {kSigning, kVerifying},
                                 {kSigned, kVerifying}};
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
constexpr Move kAcceptReportMoves[] = {{kReported, kReported}};
constexpr Move kAcknowledgeMoves[] = {{kFiled, kFiled}};
constexpr Move kFlagUmbrellaMoves[] = {{kVerifying, kVerifying}, {kSuspended, kSuspended},
                                       {kSigning, kSigning},     {kSigned, kSigned},
                                       {kReported, kReported},   {kFiled, kFiled}};
constexpr Move kReverifyMoves[] = {{kClosed, kReverifying}};
constexpr Move kConcludeReviewMoves[] = {{kReverifying, kClosed}};

constexpr ActionRule kRules[] = {
    {Action::kAccept, "ACCEPT", "accept", "签收", Duty::kUnitHead, kAcceptMoves},
    {Action::kReturn, "RETURN", "return", "退回", Duty::kUnitHead, kReturnMoves},
    {Action::kPlan, "PLAN", "plan", "制定方案", Duty::kUnitMember, kPlanMoves},
    {Action::kSuspend, "SUSPEND", "suspend", "中止", Duty::kUnitHead, kSuspendMoves},
    {Action::kResume, "RESUME", "resume", "恢复", Duty::kUnitHead, kResumeMoves},
    {Action::kRecordStep, "RECORD_STEP", "recordStep", "记录措施", Duty::kTeam, kEditMoves},
    {Action::kRecordFinding, "RECORD_FINDING", "recordFinding", "作出认定", Duty::kTeam,
     kEditMoves},
    {Action::kSubmit, "SUBMIT", "submit", "提交报告", Duty::kTeam, kSubmitMoves},
    {Action::kEndorse, "ENDORSE", "endorse", "签字背书", Duty::kSignatory, kEndorseMoves},
    {Action::kRefuse, "REFUSE", "refuse", "拒绝签字", Duty::kSignatory, kRefuseMoves},
    {Action::kReportUp, "REPORT_UP", "reportUp", "上报", Duty::kOffice, kReportUpMoves},
    {Action::kReject, "REJECT", "reject", "驳回", Duty::kCityOffice, kRejectMoves},
    {Action::kFile, "FILE", "file", "移送", Duty::kUnitMember, kFileMoves},
    {Action::kGiveFeedback, "GIVE_FEEDBACK", "feedback", "反馈", Duty::kUnitMember, kFeedbackMoves},
    {Action::kClose, "CLOSE", "close", "办结", Duty::kOffice, kCloseMoves},
    {Action::kAcceptReport, "ACCEPT_REPORT", "acceptReport", "接收报告", Duty::kCityOffice,
     kAcceptReportMoves},
    {Action::kAcknowledge, "ACKNOWLEDGE", "acknowledge", "登记回执", Duty::kUnitMember,
     kAcknowledgeMoves},
    {Action::kFlagUmbrella, "FLAG_UMBRELLA", "flagUmbrella", "提请纪委提前介入", Duty::kTeam,
     kFlagUmbrellaMoves},
    {Action::kReverify, "REVERIFY", "reverify", "启动复核", Duty::kNobody, kReverifyMoves},
    {Action::kConcludeReview, "CONCLUDE_REVIEW", "concludeReview", "复核结案", Duty::kNobody,
     kConcludeReviewMoves},
    {Action::kDeclare, "DECLARE", "declare", "作出回避声明", Duty::kSeated, kDeclareMoves},
    {Action::kApprovePlan, "APPROVE_PLAN", "approvePlan", "批准方案", Duty::kPlanApprover,
     kApprovePlanMoves},
    {Action::kSendBackPlan, "SEND_BACK_PLAN", "sendBackPlan", "退回方案", Duty::kPlanApprover,
     kSendBackPlanMoves},
    {Action::kAddAllegation, "ADD_ALLEGATION", "addAllegation", "增列待核查问题", Duty::kTeam,
     kVerifyingMoves},
    {Action::kHandOver, "HAND_OVER", "handOver", "调整核查组", Duty::kTeamKeeper, kWorkMoves},
    {Action::kRecuse, "RECUSE", "recuse", "责令回避", Duty::kTeamKeeper, kRecuseMoves},
    {Action::kExtend, "EXTEND", "extend", "延期", Duty::kExtensionApprover, kWorkMoves},
    {Action::kReturnProgress, "RETURN_PROGRESS", "returnProgress", "反馈进度", Duty::kTeam,
     kWorkMoves},
    {Action::kCollectExhibit, "COLLECT_EXHIBIT", "collectExhibit", "提取证物", Duty::kTeam,
     kVerifyingMoves},
    {Action::kRequestContribution, "REQUEST_CONTRIBUTION", "requestContribution", "请求协办",
     Duty::kTeam, kWorkMoves},
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
