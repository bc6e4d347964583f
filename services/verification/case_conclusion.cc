// What follows once the facts are found: the report, the two who answer for it, and what its
// outcome asks for until the case closes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/verification/case.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxReport = 20'000;
constexpr size_t kMaxFilingNo = 64;
constexpr size_t kMaxOrgan = 128;
constexpr size_t kMaxExplanation = 2'000;
constexpr size_t kSignatures = 2;

constexpr std::array<std::string_view, 6> kGateNames = {"REPORT", "ENDORSEMENTS", "REPORT_UP",
                                                        "FILING", "TRANSFER",     "FEEDBACK"};
constexpr std::array<std::string_view, 6> kGateLabels = {"提交报告", "双签字", "上报",
                                                         "立案号",   "转处",   "反馈"};

bool IsProven(Outcome outcome) {
  return outcome == Outcome::kSubstantiated || outcome == Outcome::kPartlySubstantiated;
}

bool IsUnproven(Outcome outcome) {
  return outcome == Outcome::kRefuted || outcome == Outcome::kUnverifiable;
}

}  // namespace

std::string_view GateName(Gate gate) { return kGateNames[static_cast<size_t>(gate)]; }

absl::StatusOr<Report> Case::Submit(std::string text, UserId by, absl::Time now,
                                    absl::FunctionRef<std::string(std::string_view)> sha256) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kSubmit));
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

absl::StatusOr<bool> Case::Endorse(Endorsement endorsement) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kEndorse));
  RETURN_IF_ERROR(CheckPair(endorsement));
  endorsements.push_back(std::move(endorsement));
  const bool complete = endorsements.size() == kSignatures;
  if (complete) state = next;
  ++version;
  return complete;
}

absl::Status Case::RefuseInvestigator() {
  return RefuseCaller("INVESTIGATOR_MAY_NOT_SIGN", "核查人员不得为自己的核查报告签字背书",
                      "an investigator of the case may not sign its report");
}

absl::Status Case::CheckPair(const Endorsement& endorsement) const {
  if (InTeam(endorsement.signer)) return RefuseInvestigator();
  for (const Endorsement& given : endorsements) {
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
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kRefuse));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  reason = std::move(why);
  state = next;
  ++version;
  return VoidReport();
}

absl::StatusOr<int> Case::Reject(std::string why) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kReject));
  RETURN_IF_ERROR(CheckLength("reason", why, 1, kMaxReason));
  reason = std::move(why);
  state = next;
  ++version;
  return VoidReport();
}

absl::Status Case::ReportUp(absl::Time now) {
  ASSIGN_OR_RETURN(state, Next(state, Action::kReportUp));
  reported_at = now;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::CheckFollowUp(Action action, bool asked_for) const {
  if (!asked_for)
    return RefuseState("OUTCOME_MISMATCH",
                       fmt::format("结论为“{}”，不能{}", OutcomeLabel(*outcome), RuleOf(action).zh),
                       fmt::format("{} does not follow from the outcome {}", RuleOf(action).name,
                                   OutcomeName(*outcome)));
  if (MustReportUp() && !reported_at.has_value())
    return RefuseState("REPORT_UP_FIRST", "上级交办的线索须先上报", "report the case up first");
  return absl::OkStatus();
}

absl::Status Case::File(Filing hand_over) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kFile));
  RETURN_IF_ERROR(CheckFollowUp(Action::kFile,
                                IsProven(*outcome) || *outcome == Outcome::kTransferredElsewhere));
  RETURN_IF_ERROR(CheckLength("filing_no", hand_over.filing_no, 1, kMaxFilingNo));
  RETURN_IF_ERROR(CheckLength("receiving_organ", hand_over.receiving_organ, 1, kMaxOrgan));
  filing = std::move(hand_over);
  state = next;
  ++version;
  return absl::OkStatus();
}

absl::Status Case::GiveFeedback(Feedback given) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kGiveFeedback));
  RETURN_IF_ERROR(CheckFollowUp(Action::kGiveFeedback, IsUnproven(*outcome)));
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

absl::Status Case::Close(absl::Time now) {
  ASSIGN_OR_RETURN(const CaseState next, Next(state, Action::kClose));
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

std::vector<Gate> Case::OpenGates() const {
  if (state == CaseState::kClosed || state == CaseState::kReturned) return {};
  if (!outcome.has_value()) return {Gate::kReport, Gate::kEndorsements};
  std::vector<Gate> open;
  if (endorsements.size() < kSignatures) open.push_back(Gate::kEndorsements);
  if (MustReportUp() && !reported_at.has_value()) open.push_back(Gate::kReportUp);
  if (IsProven(*outcome) && !filing.has_value()) open.push_back(Gate::kFiling);
  if (*outcome == Outcome::kTransferredElsewhere && !filing.has_value())
    open.push_back(Gate::kTransfer);
  if (IsUnproven(*outcome) && !feedback.has_value()) open.push_back(Gate::kFeedback);
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
  return report_version;
}

}  // namespace hecha::verification
