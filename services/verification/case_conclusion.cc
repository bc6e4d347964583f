// What follows once the facts are found: the report, the two who answer for it, and what its
// outcome asks for until the case closes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/base/planted_bug.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/verification/case.h"
#include "services/verification/report_draft.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxFilingNo = 64;
constexpr size_t kMaxOrgan = 128;
constexpr size_t kMaxExplanation = 2'000;
constexpr size_t kMaxRemark = 500;
// A clock elsewhere may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

constexpr std::array<std::string_view, 9> kGateNames = {
    "REPORT",   "ENDORSEMENTS",    "REPORT_UP", "ACCEPTANCE", "FILING",
    "TRANSFER", "ACKNOWLEDGEMENT", "FEEDBACK",  "UMBRELLA"};
constexpr std::array<std::string_view, 9> kGateLabels = {
    "提交报告", "双签字", "上报",
    "上级接收", "立案号", "转处",
    "转处回执", "反馈",   "纪委对提前介入的反馈"};

bool IsProven(Outcome outcome) {
  return outcome == Outcome::kSubstantiated || outcome == Outcome::kPartlySubstantiated;
}

bool AsksForFiling(Outcome outcome) {
  return IsProven(outcome) || outcome == Outcome::kTransferredElsewhere;
}

absl::Status CheckOrder(std::string_view field, absl::Time earlier, absl::Time later) {
  if (earlier <= later) return absl::OkStatus();
  return RefuseField("DATES_OUT_OF_ORDER", field, "日期须依次为送出、签收、立案",
                     "the dates follow each other: sent, received, filed");
}

absl::Status CheckPast(std::string_view field, absl::Time time, absl::Time now) {
  if (time <= now + kClockSkew) return absl::OkStatus();
  return RefuseField("IN_FUTURE", field, "日期不能晚于现在", "the date is in the future");
}

}  // namespace

std::string_view GateName(Gate gate) { return kGateNames[static_cast<size_t>(gate)]; }

absl::StatusOr<Report> Case::Submit(std::string text, UserId by, absl::Time now,
                                    absl::FunctionRef<std::string(std::string_view)> sha256) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kSubmit));
  RETURN_IF_ERROR(taskforce.CheckReady());
  RETURN_IF_ERROR(CheckLength("text", text, 1, kMaxReport));
  std::vector<Outcome> outcomes;
  for (int number = 1; number <= static_cast<int>(plan.allegations.size()); ++number) {
    const Finding* finding = FindingOn(number);
    if (finding == nullptr)
      return RefuseState("FINDING_MISSING", fmt::format("第 {} 项问题尚未认定", number),
                         fmt::format("allegation {} has no finding", number));
    outcomes.push_back(finding->outcome);
  }
  Report report;
  report.version = report_version + 1;
  report.outcome = OverallOutcome(outcomes);
  report.submitted_by = by;
  report.submitted_at = now;
  report.form = CanonicalForm(*this, report, text);
  report.hash = sha256(report.form);
  report_version = report.version;
  report_hash = report.hash;
  outcome = report.outcome;
  state = next;
  ++version;
  return report;
}

absl::StatusOr<bool> Case::Endorse(Endorsement endorsement, const SignerPolicy& policy) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kEndorse));
  if (IsEndorsed())
    return RefuseState("ALREADY_ENDORSED", "签字已齐", "the report has all its signatures");
  RETURN_IF_ERROR(CheckPair(endorsement));
  std::vector<Capacity> capacities;
  for (const Endorsement& given : endorsements)
    if (given.Counts()) capacities.push_back(given.capacity);
  RETURN_IF_ERROR(policy.CheckNext(capacities, endorsement.capacity));
  if (const Endorsement* lapsed = LapsedFor(endorsement); lapsed != nullptr)
    endorsements.erase(endorsements.begin() + (lapsed - endorsements.data()));
  endorsements.push_back(std::move(endorsement));
  const bool complete = (AllCount() && endorsements.size() == policy.seats.size()) ||
                        HECHA_PLANTED_BUG("case.endorse");
  if (complete) state = next;
  ++version;
  return complete;
}

bool Case::AllCount() const {
  return std::all_of(endorsements.begin(), endorsements.end(),
                     [](const Endorsement& given) { return given.Counts(); });
}

bool Case::IsEndorsed() const {
  return state != CaseState::kSigning && !endorsements.empty() && AllCount();
}

const Endorsement* Case::LapsedFor(const Endorsement& next) const {
  const Endorsement* found = nullptr;
  for (const Endorsement& given : endorsements) {
    if (given.Counts()) continue;
    // The signer's own, or that of the signer's unit, goes before others'.
    if (given.signer == next.signer || given.unit == next.unit) return &given;
    if (found == nullptr) found = &given;
  }
  return found;
}

absl::Status Case::CheckEndorsed() const {
  if (IsEndorsed()) return absl::OkStatus();
  return RefuseState(
      "ENDORSEMENTS_VOID", "签字已失效，须重新签字背书",
      "a signature under the report does not count any more; it is given anew first");
}

bool Case::IsOpenTo(Action action, const Actor& actor) const {
  Endorsement next;
  next.signer = actor.user;
  next.unit = actor.unit;
  switch (action) {
    case Action::kSuspend:
      return SuspensionLeft() > absl::ZeroDuration();
    case Action::kEndorse:
      return !IsEndorsed() && CheckPair(next).ok();
    case Action::kReportUp:
      return CheckEndorsed().ok();
    case Action::kAcceptReport:
      return CheckEndorsed().ok() && !acceptance.has_value();
    case Action::kReject:
      return !acceptance.has_value();
    case Action::kFlagUmbrella:
      return !umbrella.has_value();
    case Action::kFile:
      return CheckFollowUp(action, AsksForFiling(*outcome)).ok();
    case Action::kGiveFeedback:
      return CheckFeedback().ok();
    case Action::kAcknowledge:
      return *outcome == Outcome::kTransferredElsewhere && filing.has_value() &&
             filing->acknowledgement_no.empty();
    case Action::kClose:
      return OpenGates().empty();
    default:
      return true;
  }
}

absl::Status Case::RefuseInvestigator() {
  return RefuseCaller("INVESTIGATOR_MAY_NOT_SIGN", "核查人员不得为自己的核查报告签字背书",
                      "an investigator of the case may not sign its report");
}

absl::Status Case::CheckPair(const Endorsement& endorsement) const {
  if (WasInTeam(endorsement.signer) || Recused(endorsement.signer)) return RefuseInvestigator();
  for (const Endorsement& given : endorsements) {
    if (!given.Counts()) continue;
    if (given.signer == endorsement.signer)
      return RefuseCaller("SAME_PERSON", "双签字须由两人分别签署",
                          "the two signatures come from two people");
    if (given.unit == endorsement.unit)
      return RefuseCaller("SAME_UNIT", "双签字的两人须来自不同单位",
                          "the two signatories come from two units");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Case::Refuse(std::string why) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kRefuse));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  reason = std::move(why);
  state = next;
  ++version;
  return VoidReport();
}

absl::StatusOr<int> Case::Reject(std::string why) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kReject));
  if (acceptance.has_value())
    return RefuseState("ALREADY_ACCEPTED", "报告已被接收，不能驳回",
                       "the report was accepted and cannot be rejected any more");
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  reason = std::move(why);
  state = next;
  ++version;
  return VoidReport();
}

absl::Status Case::ReportUp(absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kReportUp));
  RETURN_IF_ERROR(CheckEndorsed());
  reported_at = now;
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::AcceptReport(ReportAcceptance given) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kAcceptReport));
  if (acceptance.has_value())
    return RefuseState("ALREADY_ACCEPTED", "报告已被接收", "the report was accepted already");
  RETURN_IF_ERROR(CheckEndorsed());
  RETURN_IF_ERROR(CheckLength("remark", given.remark, 0, kMaxRemark));
  acceptance = std::move(given);
  state = next;
  ++version;
  return absl::OkStatus();
}

bool Case::ShowsUmbrellaTo(const Actor& actor) const {
  return umbrella.has_value() && (!umbrella->about_leader || WasInTeam(actor.user));
}

absl::Status Case::FlagUmbrella(UmbrellaFlag flag) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kFlagUmbrella));
  if (umbrella.has_value())
    return RefuseState("ALREADY_FLAGGED", "已提请纪委提前介入",
                       "the discipline commission was called in already");
  RETURN_IF_ERROR(CheckLength("reason", flag.reason, 1, kMaxReason));
  umbrella = std::move(flag);
  state = next;
  // What the town must not learn moves nothing that it sees.
  if (!umbrella->about_leader) ++version;
  return absl::OkStatus();
}

absl::Status Case::CheckFollowUp(Action action, bool asked_for) const {
  if (!asked_for)
    return RefuseState(
        "OUTCOME_MISMATCH",
        fmt::format("结论为“{}”，不能{}", OutcomeLabel(*outcome), kCaseTable[action].zh),
        fmt::format("a case with the outcome {} cannot {}", OutcomeName(*outcome),
                    kCaseTable[action].en));
  RETURN_IF_ERROR(CheckEndorsed());
  if (MustReportUp() && !reported_at.has_value())
    return RefuseState("REPORT_UP_FIRST", "上级交办的线索须先上报", "report the case up first");
  if (reported_at.has_value() && !acceptance.has_value())
    return RefuseState("ACCEPTANCE_FIRST", "报告已上报，须待上级接收",
                       "the city has not accepted the report yet");
  return absl::OkStatus();
}

absl::Status Case::File(Filing hand_over, absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kFile));
  RETURN_IF_ERROR(CheckFollowUp(Action::kFile, AsksForFiling(*outcome)));
  RETURN_IF_ERROR(CheckLength("filing_no", hand_over.filing_no, 1, kMaxFilingNo));
  RETURN_IF_ERROR(CheckLength("receiving_organ", hand_over.receiving_organ, 1, kMaxOrgan));
  const absl::Time sent = hand_over.sent_at.value_or(hand_over.filed_at);
  const absl::Time received = hand_over.received_at.value_or(sent);
  RETURN_IF_ERROR(CheckOrder("received_at", sent, received));
  RETURN_IF_ERROR(CheckOrder("filed_at", received, hand_over.filed_at));
  RETURN_IF_ERROR(CheckPast("filed_at", hand_over.filed_at, now));
  filing = std::move(hand_over);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Acknowledge(std::string acknowledgement_no, absl::Time received_at,
                               absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kAcknowledge));
  RETURN_IF_ERROR(CheckFollowUp(Action::kAcknowledge, *outcome == Outcome::kTransferredElsewhere));
  if (!filing->acknowledgement_no.empty())
    return RefuseState("ALREADY_ACKNOWLEDGED", "回执已登记",
                       "the transfer was acknowledged already");
  RETURN_IF_ERROR(CheckLength("acknowledgement_no", acknowledgement_no, 1, kMaxFilingNo));
  RETURN_IF_ERROR(
      CheckOrder("received_at", filing->sent_at.value_or(filing->filed_at), received_at));
  RETURN_IF_ERROR(CheckPast("received_at", received_at, now));
  filing->acknowledgement_no = std::move(acknowledgement_no);
  filing->received_at = received_at;
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::CheckFeedback() const {
  if (state == CaseState::kFeedback && feedback->Reached())
    return RefuseState("ALREADY_TOLD", "已向举报人反馈", "the reporter was given feedback already");
  if (AsksForFiling(*outcome) && !filing.has_value())
    return RefuseState("FILE_FIRST", "须先移送、立案，再向举报人反馈",
                       "the case is filed before the reporter is told");
  return CheckFollowUp(Action::kGiveFeedback, /*asked_for=*/true);
}

absl::Status Case::GiveFeedback(Feedback given) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kGiveFeedback));
  RETURN_IF_ERROR(CheckFeedback());
  if (given.no_channel && assignment.reporter_reachable)
    return RefuseField("REPORTER_REACHABLE", "no_channel",
                       "举报人持有查询凭证或留有身份信息，须向其反馈；未联系上的，如实记录",
                       "the reporter holds a receipt or left a name: give the feedback, and record "
                       "that nobody was reached where that is so");
  RETURN_IF_ERROR(CheckLength("explanation", given.explanation, 1, kMaxExplanation));
  if (!given.no_channel && !given.attitude.has_value())
    return RefuseField("REQUIRED", "attitude", "须记录举报人态度",
                       "the reporter's attitude is required");
  if (given.no_channel) given.attitude.reset();
  feedback = std::move(given);
  state = next;
  ++version;
  return absl::OkStatus();
}

void Case::HearReporter(Attitude attitude) {
  reporter_attitude = attitude;
  ++version;
}

absl::Status Case::Close(absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, kCaseTable.Next(state, Action::kClose));
  const std::vector<Gate> open = OpenGates();
  if (!open.empty()) {
    std::vector<std::string_view> names;
    std::vector<std::string_view> labels;
    for (Gate gate : open) {
      names.push_back(GateName(gate));
      labels.push_back(kGateLabels[static_cast<size_t>(gate)]);
    }
    return RefuseState(
        "OPEN_GATES", fmt::format("尚不能办结，未完成：{}", fmt::join(labels, "、")),
        fmt::format("the case cannot close; open gates: {}", fmt::join(names, ", ")));
  }
  closed_at = now;
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::Reverify() {
  ASSIGN_OR_RETURN(state, kCaseTable.Next(state, Action::kReverify));
  ++version;
  return absl::OkStatus();
}

absl::Status Case::ConcludeReview() {
  ASSIGN_OR_RETURN(state, kCaseTable.Next(state, Action::kConcludeReview));
  ++version;
  return absl::OkStatus();
}

std::vector<Gate> Case::OpenGates() const {
  if (IsOver(state)) return {};
  if (!outcome.has_value()) return {Gate::kReport, Gate::kEndorsements};
  std::vector<Gate> open;
  if (!IsEndorsed()) open.push_back(Gate::kEndorsements);
  if (MustReportUp() && !reported_at.has_value()) open.push_back(Gate::kReportUp);
  if (reported_at.has_value() && !acceptance.has_value()) open.push_back(Gate::kAcceptance);
  if (IsProven(*outcome) && !filing.has_value()) open.push_back(Gate::kFiling);
  if (*outcome == Outcome::kTransferredElsewhere) {
    if (!filing.has_value()) open.push_back(Gate::kTransfer);
    if (!filing.has_value() || filing->acknowledgement_no.empty())
      open.push_back(Gate::kAcknowledgement);
  }
  if (IsUnproven(*outcome) && !feedback.has_value()) open.push_back(Gate::kFeedback);
  if (umbrella.has_value() && umbrella->IsGate()) open.push_back(Gate::kUmbrella);
  return open;
}

bool Case::MustReportUp() const {
  return assignment.level != Level::kTown || outcome == Outcome::kAlreadyHandled;
}

std::optional<Capacity> Case::CapacityOf(const Actor& actor) const {
  if (!OfTown(actor)) return std::nullopt;
  if (actor.unit == assignment.unit && actor.Has(Role::kUnitHead)) return Capacity::kUnitHead;
  if (actor.Has(Role::kLeader)) return Capacity::kLeader;
  if (actor.Has(Role::kOffice)) return Capacity::kOffice;
  return std::nullopt;
}

// A report that was sent back or written over ends with everything that rested on it.
int Case::VoidReport() {
  if (report_hash.empty()) return 0;
  report_hash.clear();
  outcome.reset();
  endorsements.clear();
  reported_at.reset();
  acceptance.reset();
  return report_version;
}

}  // namespace hecha::verification
