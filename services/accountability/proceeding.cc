#include "services/accountability/proceeding.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/state_table.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::accountability {
namespace {

constexpr size_t kMaxText = 5000;
constexpr size_t kMaxReasons = 2000;
constexpr size_t kMaxBasis = 500;
constexpr size_t kMaxName = 128;
constexpr size_t kMaxNumber = 64;

constexpr Wording kStateNames[] = {{"TRIGGERED", "已启动"}, {"FACT_FINDING", "调查核实"},
                                   {"HEARING", "听取陈述"}, {"PROPOSED", "已提建议"},
                                   {"APPROVED", "已批准"},  {"EXECUTED", "已执行"},
                                   {"APPEALED", "申诉中"},  {"UPHELD", "维持"},
                                   {"OVERTURNED", "撤销"},  {"FILED", "归档"}};

constexpr std::array<std::string_view, 7> kMeasureNames = {
    "", "REMINDER", "INTERVIEW", "CIRCULAR", "RECTIFICATION", "AWARD_WITHDRAWAL", "REFERRAL"};

// Whose duty an action is.
enum class Duty : uint8_t {
  kOverseer,  // who oversees proceedings, and is not of the unit that answers
  kAccused,   // the unit that answers
};

using ProceedingTable = StateTable<ProceedingState, ProceedingAction, Duty>;
using Move = Transition<ProceedingState>;

using enum ProceedingState;
constexpr Move kFindFactsMoves[] = {{kTriggered, kFactFinding}};
constexpr Move kHearMoves[] = {{kFactFinding, kHearing}};
constexpr Move kProposeMoves[] = {{kHearing, kProposed}};
constexpr Move kApproveMoves[] = {{kProposed, kApproved}};
constexpr Move kExecuteMoves[] = {{kApproved, kExecuted}};
constexpr Move kAppealMoves[] = {{kExecuted, kAppealed}};
constexpr Move kUpholdMoves[] = {{kAppealed, kUpheld}};
constexpr Move kOverturnMoves[] = {{kAppealed, kOverturned}};
constexpr Move kFileMoves[] = {{kExecuted, kFiled}, {kUpheld, kFiled}, {kOverturned, kFiled}};

constexpr ProceedingTable::Rule kRules[] = {
    {ProceedingAction::kFindFacts, "findFacts", "调查核实", "be investigated", Duty::kOverseer,
     kFindFactsMoves},
    {ProceedingAction::kHear, "hear", "听取陈述", "be heard", Duty::kOverseer, kHearMoves},
    {ProceedingAction::kPropose, "propose", "提出处理建议", "be given a proposal", Duty::kOverseer,
     kProposeMoves},
    {ProceedingAction::kApprove, "approve", "批准", "be approved", Duty::kOverseer, kApproveMoves},
    {ProceedingAction::kExecute, "execute", "执行", "be executed", Duty::kOverseer, kExecuteMoves},
    {ProceedingAction::kAppeal, "appeal", "申诉", "be appealed against", Duty::kAccused,
     kAppealMoves},
    {ProceedingAction::kUphold, "decideAppeal", "维持", "be upheld", Duty::kOverseer, kUpholdMoves},
    {ProceedingAction::kOverturn, "decideAppeal", "撤销", "be overturned", Duty::kOverseer,
     kOverturnMoves},
    {ProceedingAction::kFile, "file", "归档", "be filed", Duty::kOverseer, kFileMoves},
};

constinit const ProceedingTable kTable{{{"a proceeding", "问责"}, kStateNames}, kRules};

absl::Status CheckProposal(const Proposal& proposal, absl::Time now) {
  RETURN_IF_ERROR(CheckLength("grounds", proposal.grounds, 1, kMaxReasons));
  RETURN_IF_ERROR(CheckLength("legal_basis", proposal.legal_basis, 1, kMaxBasis));
  const bool rectification = proposal.measure == Measure::kRectification;
  if (rectification != proposal.rectify_by.has_value())
    return RefuseField("RECTIFICATION_HAS_TERM", "rectify_by",
                       "限期整改须注明期限，其他措施不设期限",
                       "a rectification needs its term, and no other measure has one");
  if (rectification && *proposal.rectify_by <= now)
    return RefuseField("TERM_IN_PAST", "rectify_by", "整改期限须晚于现在",
                       "the term of a rectification lies in the future");
  return absl::OkStatus();
}

absl::Status RefuseProposer() {
  return RefuseCaller("PROPOSER_MAY_NOT_DECIDE", "提出建议的人不得作出决定",
                      "whoever proposed the measure may not decide on it");
}

}  // namespace

std::string_view StateName(ProceedingState state) { return kTable.words()[state].en; }

std::string_view MeasureName(Measure measure) {
  return kMeasureNames[static_cast<size_t>(measure)];
}

absl::StatusOr<Proceeding> Proceeding::Open(ProceedingId id, Opening opening, absl::Time now) {
  if (opening.division.empty())
    return RefuseField("REQUIRED", "division", "区划必填", "the division is required");
  if (opening.unit.nil())
    return RefuseField("REQUIRED", "unit_id", "被问责单位必填",
                       "the unit that answers is required");
  RETURN_IF_ERROR(CheckLength("unit_name", opening.unit_name, 1, kMaxName));
  RETURN_IF_ERROR(CheckLength("lead_no", opening.lead_no, 0, kMaxNumber));
  RETURN_IF_ERROR(CheckLength("cause", opening.cause, 1, kMaxReasons));
  Proceeding proceeding;
  proceeding.id = id;
  proceeding.version = 1;
  proceeding.opening = std::move(opening);
  proceeding.opened_at = now;
  proceeding.updated_at = now;
  return proceeding;
}

absl::Status Proceeding::FindFacts(const Actor& actor, std::string found, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kFindFacts, actor));
  RETURN_IF_ERROR(CheckLength("facts", found, 1, kMaxText));
  facts = std::move(found);
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::Hear(const Actor& actor, std::string said, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kHear, actor));
  RETURN_IF_ERROR(CheckLength("statement", said, 1, kMaxText));
  statement = std::move(said);
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::Propose(const Actor& actor, Proposal proposed, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kPropose, actor));
  RETURN_IF_ERROR(CheckProposal(proposed, now));
  proposal = std::move(proposed);
  proposer = actor.user;
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::Approve(const Actor& actor, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kApprove, actor));
  if (actor.user == proposer) return RefuseProposer();
  approver = actor.user;
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::Execute(const Actor& actor, std::string done, std::string document,
                                 absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kExecute, actor));
  RETURN_IF_ERROR(CheckLength("execution", done, 1, kMaxText));
  RETURN_IF_ERROR(CheckLength("document_no", document, 0, kMaxNumber));
  if (proposal->measure == Measure::kReferral && document.empty())
    return RefuseField("REFERRAL_NEEDS_LETTER", "document_no", "移送纪委须填写移送函号",
                       "a referral to the commission needs the number of its letter");
  execution = std::move(done);
  document_no = std::move(document);
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::Appeal(const Actor& actor, std::string reasons, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kAppeal, actor));
  RETURN_IF_ERROR(CheckLength("appeal", reasons, 1, kMaxText));
  appeal = std::move(reasons);
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::DecideAppeal(const Actor& actor, bool overturn, std::string reasons,
                                      absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next,
                   Next(overturn ? ProceedingAction::kOverturn : ProceedingAction::kUphold, actor));
  if (actor.user == proposer) return RefuseProposer();
  if (actor.user == approver)
    return RefuseCaller("PARTY_MAY_NOT_REVIEW", "批准人不得复议自己的决定",
                        "whoever approved the measure may not decide the appeal against it");
  RETURN_IF_ERROR(CheckLength("reasons", reasons, 1, kMaxReasons));
  decision = std::move(reasons);
  appeal_decider = actor.user;
  MoveTo(next, now);
  return absl::OkStatus();
}

absl::Status Proceeding::File(const Actor& actor, absl::Time now) {
  ASSIGN_OR_RETURN(const ProceedingState next, Next(ProceedingAction::kFile, actor));
  MoveTo(next, now);
  return absl::OkStatus();
}

bool Proceeding::VisibleTo(const Actor& actor) const {
  if (OverseesProceedings(actor) && actor.Covers(opening.division)) return true;
  const bool answers = actor.Has(Role::kUnitHead) || actor.Has(Role::kOrganisation);
  return answers && actor.unit == opening.unit;
}

absl::StatusOr<ProceedingState> Proceeding::Next(ProceedingAction action,
                                                 const Actor& actor) const {
  const bool accused = actor.unit == opening.unit;
  const Duty duty = kTable[action].duty;
  if (duty == Duty::kAccused && !accused)
    return RefuseCaller("ONLY_ACCUSED_APPEALS", "只有被问责单位可以申诉",
                        "only the unit that answers may appeal");
  if (duty == Duty::kOverseer && accused)
    return RefuseCaller("ACCUSED_MAY_NOT_JUDGE", "被问责单位的人员应当回避",
                        "nobody of the unit that answers may act on it");
  return kTable.Next(state, action);
}

void Proceeding::MoveTo(ProceedingState next, absl::Time now) {
  state = next;
  updated_at = now;
  ++version;
}

bool OverseesProceedings(const Actor& actor) {
  return actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.Has(Role::kDiscipline) ||
         actor.Has(Role::kCityOffice);
}

}  // namespace hecha::accountability
