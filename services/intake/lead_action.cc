#include "services/intake/lead_action.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "services/common/base/refusal.h"

namespace hecha::intake {
namespace {

using enum LeadState;

struct Name {
  std::string_view en;
  std::string_view zh;
};
constexpr std::array<Name, 18> kStateNames = {{{"", ""},
                                               {"REGISTERED", "登记"},
                                               {"TRIAGED", "研判"},
                                               {"ASSIGNED", "交办"},
                                               {"RETURNED", "退回"},
                                               {"SEALED", "密封移送"},
                                               {"ACCEPTED", "签收"},
                                               {"VERIFYING", "核查中"},
                                               {"SUSPENDED", "中止"},
                                               {"SIGNING", "待签"},
                                               {"SIGNED", "已背书"},
                                               {"REPORTED", "已上报"},
                                               {"FILED", "进入法律程序"},
                                               {"FEEDBACK", "已反馈"},
                                               {"CLOSED", "办结"},
                                               {"ARCHIVED", "归档"},
                                               {"PURGED", "清除"},
                                               {"MERGED", "并案"}}};

constexpr LeadMove kAmendMoves[] = {{kRegistered, kRegistered}};
// Judged anew as long as nobody works on it.
constexpr LeadMove kTriageMoves[] = {{kRegistered, kTriaged}, {kTriaged, kTriaged}};
constexpr LeadMove kSendUpwardMoves[] = {{kRegistered, kSealed}, {kTriaged, kSealed}};
constexpr LeadMove kRecordSubjectsMoves[] = {{kRegistered, kRegistered}, {kTriaged, kTriaged},
                                             {kAssigned, kAssigned},     {kReturned, kReturned},
                                             {kAccepted, kAccepted},     {kVerifying, kVerifying},
                                             {kSuspended, kSuspended},   {kMerged, kMerged}};
constexpr LeadMove kAssignMoves[] = {{kTriaged, kAssigned}};
constexpr LeadMove kSealMoves[] = {{kTriaged, kSealed}};
constexpr LeadMove kProposalMoves[] = {{kTriaged, kTriaged}};
constexpr LeadMove kConfirmMergeMoves[] = {{kTriaged, kMerged}};
constexpr LeadMove kUndoMergeMoves[] = {{kMerged, kTriaged}};
constexpr LeadMove kUpholdReturnMoves[] = {{kReturned, kTriaged}};
constexpr LeadMove kOverruleReturnMoves[] = {{kReturned, kAssigned}};
constexpr LeadMove kConcludeTransferMoves[] = {{kSealed, kClosed}};
constexpr LeadMove kArchiveMoves[] = {{kClosed, kArchived}};
constexpr LeadMove kPurgeMoves[] = {{kArchived, kPurged}};

constexpr LeadActionRule kRules[] = {
    {LeadAction::kAmend, "", "更新", "amended", LeadDuty::kNobody, kAmendMoves},
    {LeadAction::kTriage, "triage", "研判", "triaged", LeadDuty::kDesk, kTriageMoves},
    {LeadAction::kSendUpward, "", "上送", "sent upward", LeadDuty::kNobody, kSendUpwardMoves},
    {LeadAction::kRecordSubjects, "recordSubjects", "记录涉及人员", "given other subjects",
     LeadDuty::kDesk, kRecordSubjectsMoves},
    {LeadAction::kAssign, "assign", "交办", "assigned", LeadDuty::kOffice, kAssignMoves},
    {LeadAction::kSeal, "seal", "密封移送", "sealed", LeadDuty::kOffice, kSealMoves},
    {LeadAction::kProposeMerge, "merge", "并案", "merged", LeadDuty::kDesk, kProposalMoves},
    {LeadAction::kConfirmMerge, "confirmMerge", "确认并案", "merged", LeadDuty::kDesk,
     kConfirmMergeMoves},
    {LeadAction::kDeclineMerge, "declineMerge", "否决并案", "kept from merging", LeadDuty::kDesk,
     kProposalMoves},
    {LeadAction::kUndoMerge, "unmerge", "撤销并案", "unmerged", LeadDuty::kOffice, kUndoMergeMoves},
    {LeadAction::kUpholdReturn, "decideReturn", "认可退回", "given back", LeadDuty::kReturnDecider,
     kUpholdReturnMoves},
    {LeadAction::kOverruleReturn, "", "驳回退回", "assigned again", LeadDuty::kReturnDecider,
     kOverruleReturnMoves},
    {LeadAction::kConcludeTransfer, "", "办结移送", "concluded", LeadDuty::kNobody,
     kConcludeTransferMoves},
    {LeadAction::kArchive, "", "归档", "archived", LeadDuty::kNobody, kArchiveMoves},
    {LeadAction::kPurge, "", "清除", "purged", LeadDuty::kNobody, kPurgeMoves},
};

}  // namespace

std::span<const LeadActionRule> LeadActionRules() { return kRules; }

const LeadActionRule& RuleOf(LeadAction action) { return kRules[static_cast<size_t>(action)]; }

std::string_view StateName(LeadState state) { return kStateNames[static_cast<size_t>(state)].en; }

std::string_view StateNameZh(LeadState state) { return kStateNames[static_cast<size_t>(state)].zh; }

absl::StatusOr<LeadState> Next(LeadState state, LeadAction action) {
  const LeadActionRule& rule = RuleOf(action);
  for (const LeadMove& move : rule.moves)
    if (move.from == state) return move.to;
  return RefuseTransition(state, rule.zh, rule.en);
}

absl::Status RefuseTransition(LeadState state, std::string_view zh, std::string_view en) {
  return RefuseState("ILLEGAL_TRANSITION",
                     fmt::format("线索处于“{}”状态，不能{}", StateNameZh(state), zh),
                     fmt::format("a lead that is {} cannot be {}", StateName(state), en));
}

}  // namespace hecha::intake
