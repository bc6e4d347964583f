#include "services/verification/case_action.h"

namespace hecha::verification {
namespace {

using enum CaseState;

using Move = Transition<CaseState>;

constexpr Wording kStates[] = {
    {"ASSIGNED", "待签收"},  {"ACCEPTED", "签收"},   {"RETURNED", "退回"},
    {"VERIFYING", "核查中"}, {"SUSPENDED", "中止"},  {"SIGNING", "待签"},
    {"SIGNED", "已背书"},    {"REPORTED", "已上报"}, {"FILED", "进入法律程序"},
    {"FEEDBACK", "已反馈"},  {"CLOSED", "办结"},     {"REVERIFYING", "复核中"},
    {"PLANNED", "方案待批"}, {"RECALLED", "收回"}};

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
// What has left the unit stays as it was signed; whoever must stand aside loses it from sight.
constexpr Move kRecuseMoves[] = {
    {kAssigned, kAssigned},   {kAccepted, kAccepted},
    {kPlanned, kPlanned},     {kVerifying, kVerifying},
    {kSuspended, kSuspended}, {kSigning, kVerifying},
    {kSigned, kVerifying},    {kReported, kReported},
    {kFiled, kFiled},         {CaseState::kFeedback, CaseState::kFeedback}};
constexpr Move kSubmitMoves[] = {{kVerifying, kSigning}};
// The first signature of the two leaves the case in SIGNING (Case::Endorse); later, one is given
// anew where it does not count any more.
constexpr Move kEndorseMoves[] = {{kSigning, kSigned},
                                  {kSigned, kSigned},
                                  {kReported, kReported},
                                  {kFiled, kFiled},
                                  {CaseState::kFeedback, CaseState::kFeedback}};
constexpr Move kRefuseMoves[] = {{kSigning, kVerifying}};
constexpr Move kReportUpMoves[] = {{kSigned, kReported}};
constexpr Move kRejectMoves[] = {{kReported, kVerifying}};
constexpr Move kFileMoves[] = {{kSigned, kFiled}, {kReported, kFiled}};
// FEEDBACK is owed where nothing was found, and free where the case was filed; it is tried again
// where nobody was reached.
constexpr Move kFeedbackMoves[] = {{kSigned, CaseState::kFeedback},
                                   {kReported, CaseState::kFeedback},
                                   {kFiled, CaseState::kFeedback},
                                   {CaseState::kFeedback, CaseState::kFeedback}};
// From SIGNED a gate is always open; the move stands here so that the refusal lists it.
constexpr Move kCloseMoves[] = {
    {kSigned, kClosed}, {kReported, kClosed}, {kFiled, kClosed}, {CaseState::kFeedback, kClosed}};
constexpr Move kAcceptReportMoves[] = {{kReported, kReported}};
constexpr Move kAcknowledgeMoves[] = {{kFiled, kFiled},
                                      {CaseState::kFeedback, CaseState::kFeedback}};
constexpr Move kFlagUmbrellaMoves[] = {{kVerifying, kVerifying},
                                       {kSuspended, kSuspended},
                                       {kSigning, kSigning},
                                       {kSigned, kSigned},
                                       {kReported, kReported},
                                       {kFiled, kFiled},
                                       {CaseState::kFeedback, CaseState::kFeedback}};
constexpr Move kReverifyMoves[] = {{kClosed, kReverifying}};
// From a unit that must stand aside, as long as its case is not over.
constexpr Move kRecallMoves[] = {{kAssigned, kRecalled},  {kAccepted, kRecalled},
                                 {kPlanned, kRecalled},   {kVerifying, kRecalled},
                                 {kSuspended, kRecalled}, {kSigning, kRecalled},
                                 {kSigned, kRecalled},    {kReported, kRecalled},
                                 {kFiled, kRecalled},     {CaseState::kFeedback, kRecalled}};
constexpr Move kConcludeReviewMoves[] = {{kReverifying, kClosed}};

constexpr CaseTable::Rule kRules[] = {
    {Action::kAccept, "accept", "签收", "be accepted", Duty::kUnitHead, kAcceptMoves},
    {Action::kReturn, "return", "退回", "be returned", Duty::kUnitHead, kReturnMoves},
    {Action::kPlan, "plan", "制定方案", "be planned", Duty::kUnitMember, kPlanMoves},
    {Action::kSuspend, "suspend", "中止", "be suspended", Duty::kUnitHead, kSuspendMoves},
    {Action::kResume, "resume", "恢复", "be resumed", Duty::kUnitHead, kResumeMoves},
    {Action::kRecordStep, "recordStep", "记录措施", "have a step recorded", Duty::kTeam,
     kEditMoves},
    {Action::kRecordFinding, "recordFinding", "作出认定", "have a finding recorded", Duty::kTeam,
     kEditMoves},
    {Action::kSubmit, "submit", "提交报告", "be submitted", Duty::kTeam, kSubmitMoves},
    {Action::kEndorse, "endorse", "签字背书", "be endorsed", Duty::kSignatory, kEndorseMoves},
    {Action::kRefuse, "refuse", "拒绝签字", "be refused a signature", Duty::kSignatory,
     kRefuseMoves},
    {Action::kReportUp, "reportUp", "上报", "be reported up", Duty::kOffice, kReportUpMoves},
    {Action::kReject, "reject", "驳回", "be rejected", Duty::kCityOffice, kRejectMoves},
    {Action::kFile, "file", "移送", "be filed", Duty::kUnitMember, kFileMoves},
    {Action::kGiveFeedback, "feedback", "反馈", "be fed back", Duty::kUnitMember, kFeedbackMoves},
    {Action::kClose, "close", "办结", "be closed", Duty::kOffice, kCloseMoves},
    {Action::kAcceptReport, "acceptReport", "接收报告", "have its report accepted",
     Duty::kCityOffice, kAcceptReportMoves},
    {Action::kAcknowledge, "acknowledge", "登记回执", "be acknowledged", Duty::kUnitMember,
     kAcknowledgeMoves},
    {Action::kFlagUmbrella, "flagUmbrella", "提请纪委提前介入", "be flagged for the commission",
     Duty::kTeam, kFlagUmbrellaMoves},
    {Action::kReverify, "reverify", "启动复核", "be verified again", Duty::kNobody, kReverifyMoves},
    {Action::kConcludeReview, "concludeReview", "复核结案", "have its review concluded",
     Duty::kNobody, kConcludeReviewMoves},
    {Action::kDeclare, "declare", "作出回避声明", "be declared to", Duty::kSeated, kDeclareMoves},
    {Action::kApprovePlan, "approvePlan", "批准方案", "have its plan approved", Duty::kPlanApprover,
     kApprovePlanMoves},
    {Action::kSendBackPlan, "sendBackPlan", "退回方案", "have its plan sent back",
     Duty::kPlanApprover, kSendBackPlanMoves},
    {Action::kAddAllegation, "addAllegation", "增列待核查问题", "have an allegation added",
     Duty::kTeam, kVerifyingMoves},
    {Action::kHandOver, "handOver", "调整核查组", "be handed over", Duty::kTeamKeeper, kWorkMoves},
    {Action::kRecuse, "recuse", "责令回避", "have a member recused", Duty::kTeamKeeper,
     kRecuseMoves},
    {Action::kExtend, "extend", "延期", "be extended", Duty::kExtensionApprover, kWorkMoves},
    {Action::kReturnProgress, "returnProgress", "反馈进度", "have progress returned", Duty::kTeam,
     kWorkMoves},
    {Action::kRecall, "recall", "收回", "be recalled", Duty::kNobody, kRecallMoves},
    {Action::kCollectExhibit, "collectExhibit", "提取证物", "have an exhibit collected",
     Duty::kTeam, kVerifyingMoves},
    {Action::kRequestContribution, "requestContribution", "请求协办",
     "have a contribution requested", Duty::kTeam, kWorkMoves},
};

}  // namespace

constinit const CaseTable kCaseTable{{{"a case", "案件"}, kStates}, kRules};

}  // namespace hecha::verification
