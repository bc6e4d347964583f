#include "services/intake/lead_action.h"

namespace hecha::intake {
namespace {

using enum LeadState;

using LeadMove = Transition<LeadState>;

constexpr Wording kStates[] = {
    {"REGISTERED", "登记"},  {"TRIAGED", "研判"},    {"ASSIGNED", "交办"},
    {"RETURNED", "退回"},    {"SEALED", "密封移送"}, {"ACCEPTED", "签收"},
    {"VERIFYING", "核查中"}, {"SUSPENDED", "中止"},  {"SIGNING", "待签"},
    {"SIGNED", "已背书"},    {"REPORTED", "已上报"}, {"FILED", "进入法律程序"},
    {"FEEDBACK", "已反馈"},  {"CLOSED", "办结"},     {"ARCHIVED", "归档"},
    {"PURGED", "清除"},      {"MERGED", "并案"},     {"RECALLED", "收回"}};

constexpr LeadMove kAmendMoves[] = {{kRegistered, kRegistered}};
// As long as its term counts.
constexpr LeadMove kFollowListMoves[] = {
    {kTriaged, kTriaged},   {kAssigned, kAssigned},   {kReturned, kReturned},
    {kAccepted, kAccepted}, {kVerifying, kVerifying}, {kSuspended, kSuspended},
    {kSigning, kSigning},   {kSigned, kSigned},       {kReported, kReported},
    {kMerged, kMerged},     {kRecalled, kRecalled}};
// Judged anew as long as nobody works on it.
constexpr LeadMove kTriageMoves[] = {{kRegistered, kTriaged}, {kTriaged, kTriaged}};
constexpr LeadMove kSendUpwardMoves[] = {{kRegistered, kSealed}, {kTriaged, kSealed}};
constexpr LeadMove kRecordSubjectsMoves[] = {
    {kRegistered, kRegistered}, {kTriaged, kTriaged},   {kAssigned, kAssigned},
    {kReturned, kReturned},     {kAccepted, kAccepted}, {kVerifying, kVerifying},
    {kSuspended, kSuspended},   {kSigning, kSigning},   {kSigned, kSigned},
    {kReported, kReported},     {kMerged, kMerged},     {kClosed, kClosed}};
// As long as it matters who reported it.
constexpr LeadMove kCheckIdentityMoves[] = {
    {kRegistered, kRegistered}, {kTriaged, kTriaged},   {kAssigned, kAssigned},
    {kReturned, kReturned},     {kAccepted, kAccepted}, {kVerifying, kVerifying},
    {kSuspended, kSuspended},   {kSigning, kSigning},   {kSigned, kSigned},
    {kReported, kReported},     {kFiled, kFiled},       {kFeedback, kFeedback},
    {kMerged, kMerged},         {kRecalled, kRecalled}};
// From a unit that must stand aside; RETURNED once verification has closed its case.
constexpr LeadMove kRecallMoves[] = {{kAssigned, kRecalled},  {kAccepted, kRecalled},
                                     {kVerifying, kRecalled}, {kSuspended, kRecalled},
                                     {kSigning, kRecalled},   {kSigned, kRecalled},
                                     {kReported, kRecalled}};
constexpr LeadMove kAssignMoves[] = {{kTriaged, kAssigned}};
constexpr LeadMove kSealMoves[] = {{kTriaged, kSealed}};
constexpr LeadMove kClearUmbrellaMoves[] = {{kTriaged, kTriaged}};
constexpr LeadMove kProposalMoves[] = {{kTriaged, kTriaged}};
constexpr LeadMove kConfirmMergeMoves[] = {{kTriaged, kMerged}};
constexpr LeadMove kUndoMergeMoves[] = {{kMerged, kTriaged}};
constexpr LeadMove kUpholdReturnMoves[] = {{kReturned, kTriaged}};
constexpr LeadMove kOverruleReturnMoves[] = {{kReturned, kAssigned}};
constexpr LeadMove kConcludeTransferMoves[] = {{kSealed, kClosed}};
// A merged lead stays that, and ends with the one that it was merged into.
constexpr LeadMove kArchiveMoves[] = {{kClosed, kArchived}, {kMerged, kMerged}};
constexpr LeadMove kPurgeMoves[] = {{kArchived, kPurged}, {kMerged, kPurged}};

constexpr LeadTable::Rule kRules[] = {
    {LeadAction::kAmend, "", "更新", "be amended", LeadDuty::kNobody, kAmendMoves},
    {LeadAction::kFollowList, "", "按名单变更", "follow its list", LeadDuty::kNobody,
     kFollowListMoves},
    {LeadAction::kTriage, "triage", "研判", "be triaged", LeadDuty::kDesk, kTriageMoves},
    {LeadAction::kSendUpward, "", "上送", "be sent upward", LeadDuty::kNobody, kSendUpwardMoves},
    {LeadAction::kRecordSubjects, "recordSubjects", "记录涉及人员", "be given other subjects",
     LeadDuty::kDesk, kRecordSubjectsMoves},
    {LeadAction::kCheckIdentity, "checkIdentity", "核实实名", "have its reporter's name checked",
     LeadDuty::kDesk, kCheckIdentityMoves},
    {LeadAction::kRecall, "", "收回", "be recalled", LeadDuty::kNobody, kRecallMoves},
    {LeadAction::kAssign, "assign", "交办", "be assigned", LeadDuty::kOffice, kAssignMoves},
    {LeadAction::kSeal, "seal", "密封移送", "be sealed", LeadDuty::kOffice, kSealMoves},
    {LeadAction::kClearUmbrella, "clearUmbrella", "撤销“保护伞”标记",
     "be cleared of a suspected umbrella", LeadDuty::kOffice, kClearUmbrellaMoves},
    {LeadAction::kProposeMerge, "merge", "并案", "be merged", LeadDuty::kDesk, kProposalMoves},
    {LeadAction::kConfirmMerge, "confirmMerge", "确认并案", "be merged", LeadDuty::kDesk,
     kConfirmMergeMoves},
    {LeadAction::kDeclineMerge, "declineMerge", "否决并案", "be kept from merging", LeadDuty::kDesk,
     kProposalMoves},
    {LeadAction::kUndoMerge, "unmerge", "撤销并案", "be unmerged", LeadDuty::kOffice,
     kUndoMergeMoves},
    {LeadAction::kUpholdReturn, "decideReturn", "认可退回", "be given back",
     LeadDuty::kReturnDecider, kUpholdReturnMoves},
    {LeadAction::kOverruleReturn, "", "驳回退回", "be assigned again", LeadDuty::kReturnDecider,
     kOverruleReturnMoves},
    {LeadAction::kConcludeTransfer, "", "办结移送", "be concluded", LeadDuty::kNobody,
     kConcludeTransferMoves},
    {LeadAction::kArchive, "", "归档", "be archived", LeadDuty::kNobody, kArchiveMoves},
    {LeadAction::kPurge, "", "清除", "be purged", LeadDuty::kNobody, kPurgeMoves},
};

}  // namespace

constinit const LeadTable kLeadTable{{{"a lead", "线索"}, kStates}, kRules};

}  // namespace hecha::intake
