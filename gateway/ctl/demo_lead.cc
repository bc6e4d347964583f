#include "gateway/ctl/demo_lead.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/ctl/signed_bytes.h"
#include "hecha/intake/v1/lead_return.pb.h"
#include "hecha/intake/v1/match.pb.h"
#include "hecha/intake/v1/reporter.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"

namespace hecha::ctl {
namespace {

using events::SetTimestamp;
using intake::v1::Lead;
using verification::v1::Case;

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr absl::Duration kPause = absl::Milliseconds(20);
constexpr absl::Duration kSuspension = absl::Hours(24 * 10);
constexpr absl::Duration kSuperiorTerm = absl::Hours(24 * 15);

// More leads that look alike are registered while one is triaged.
constexpr int kMaxAnswers = 20;
constexpr int kMaxMatches = 200;
constexpr size_t kTeam = 2;
constexpr double kSameMatter = 0.9;

constexpr char kExplanation[] = "经核查，反映的问题未发现违法犯罪事实，已向您说明。";

bool NeedsFiling(verification::v1::Outcome outcome) {
  return outcome == verification::v1::OUTCOME_SUBSTANTIATED ||
         outcome == verification::v1::OUTCOME_PARTLY_SUBSTANTIATED ||
         outcome == verification::v1::OUTCOME_TRANSFERRED_ELSEWHERE;
}

bool NeedsFeedback(verification::v1::Outcome outcome) {
  return outcome == verification::v1::OUTCOME_REFUTED ||
         outcome == verification::v1::OUTCOME_UNVERIFIABLE;
}

}  // namespace

absl::Status WaitUntil(const std::function<absl::StatusOr<bool>()>& happened,
                       std::string_view what) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    ASSIGN_OR_RETURN(const bool done, happened());
    if (done) return absl::OkStatus();
    if (absl::Now() > give_up)
      return absl::DeadlineExceededError(fmt::format("waited in vain: {}", what));
    absl::SleepFor(kPause);
  }
}

absl::Status DemoLead::Walk(const DemoMessage& message) {
  using Step = absl::Status (DemoLead::*)();
  constexpr std::pair<DemoStage, Step> kSteps[] = {
      {DemoStage::kTriaged, &DemoLead::Triage},
      {DemoStage::kSealed, &DemoLead::Seal},
      {DemoStage::kAssigned, &DemoLead::Assign},
      {DemoStage::kReturned, &DemoLead::Return},
      {DemoStage::kAccepted, &DemoLead::Accept},
      {DemoStage::kVerifying, &DemoLead::Investigate},
      {DemoStage::kSuspended, &DemoLead::Suspend},
      {DemoStage::kSigning, &DemoLead::Submit},
      {DemoStage::kSigned, &DemoLead::SignTwice},
      {DemoStage::kReported, &DemoLead::ReportUp},
      {DemoStage::kFollowedUp, &DemoLead::FollowUp},
      {DemoStage::kClosed, &DemoLead::Close},
  };
  RETURN_IF_ERROR(Register(message));
  for (const auto& [stage, step] : kSteps) {
    if (stage > path_.end) break;
    // Stages beside the way: only a lead that ends there goes there.
    const bool aside = stage == DemoStage::kSealed || stage == DemoStage::kReturned ||
                       stage == DemoStage::kSuspended;
    if (aside && stage != path_.end) continue;
    RETURN_IF_ERROR((this->*step)());
  }
  return absl::OkStatus();
}

absl::Status DemoLead::Register(const DemoMessage& message) {
  if (path_.source == DemoSource::kCitizen) return FileReport(message);
  intake::v1::CreateLeadRequest request;
  request.set_division(town_.division);
  request.set_channel(intake::v1::CHANNEL_PUBLIC_LETTER);
  request.mutable_letter()->set_medium(intake::v1::LETTER_MEDIUM_DROP_BOX);
  request.set_sector(sector_);
  request.set_title(message.title);
  request.set_narrative(message.narrative);
  SetTimestamp(message.received_at, request.mutable_received_at());
  if (path_.end == DemoStage::kSealed) request.set_umbrella(intake::v1::UMBRELLA_SUSPECTED);
  if (path_.source == DemoSource::kSuperior) {
    request.set_channel(intake::v1::CHANNEL_SUPERIOR_OFFICE);
    request.set_level(intake::v1::LEVEL_PREFECTURE);
    request.set_instruction(intake::v1::INSTRUCTION_SUPERVISE);
    request.set_document_no("枣扫黑督〔2019〕12号");
    request.set_issuing_body("枣庄市扫黑办");
    request.set_key_lead(true);
    SetTimestamp(absl::Now() + kSuperiorTerm, request.mutable_deadline());
  }
  ASSIGN_OR_RETURN(const Lead lead,
                   town_.clerk->Call<Lead>("hecha.intake.v1.LeadService/CreateLead", request));
  id_ = lead.id();
  return absl::OkStatus();
}

// The reporter learns the receipt and nothing else; the clerk finds the lead in the list.
absl::Status DemoLead::FileReport(const DemoMessage& message) {
  intake::v1::FileReportRequest request;
  request.set_division(town_.division);
  request.set_sector(sector_);
  request.set_title(message.title);
  request.set_narrative(message.narrative);
  ASSIGN_OR_RETURN(const auto filed, city_.citizen().Call<intake::v1::FileReportResponse>(
                                         "hecha.intake.v1.ReporterService/FileReport", request));
  receipt_ = filed.receipt();

  intake::v1::ListLeadsRequest list;
  list.set_channel(intake::v1::CHANNEL_PUBLIC_WEB);
  list.set_state(intake::v1::STATE_REGISTERED);
  ASSIGN_OR_RETURN(const auto listed, town_.clerk->Call<intake::v1::ListLeadsResponse>(
                                          "hecha.intake.v1.LeadService/ListLeads", list));
  const auto found = std::find_if(listed.leads().begin(), listed.leads().end(),
                                  [&](const Lead& lead) { return lead.title() == message.title; });
  if (found == listed.leads().end())
    return absl::NotFoundError("a report that was filed is not among the registered leads");
  id_ = found->id();
  return absl::OkStatus();
}

absl::Status DemoLead::Triage() {
  intake::v1::TriageLeadRequest request;
  request.set_lead_id(id_);
  request.set_summary("群众反映辖区内有关问题，内容摘要不含身份信息。");
  request.set_opinion("内容具体，建议交办核查。");
  for (int answered = 0;; ++answered) {
    const absl::Status status =
        town_.clerk->Call<Lead>("hecha.intake.v1.LeadService/TriageLead", request).status();
    const std::optional<Refusal> refusal = RefusalOf(status);
    const bool unanswered = refusal.has_value() && refusal->rule == "MATCHES_UNANSWERED";
    if (!unanswered || answered == kMaxAnswers) return status;
    RETURN_IF_ERROR(AnswerMatches());
  }
}

absl::Status DemoLead::AnswerMatches() {
  intake::v1::ListMatchesRequest list;
  list.set_lead_id(id_);
  list.set_page_size(kMaxMatches);
  ASSIGN_OR_RETURN(const auto listed, town_.clerk->Call<intake::v1::ListMatchesResponse>(
                                          "hecha.intake.v1.MatchService/ListMatches", list));
  for (const intake::v1::Match& match : listed.matches()) {
    if (match.restricted() || match.state() != intake::v1::MATCH_STATE_OPEN) continue;
    intake::v1::DecideMatchRequest answer;
    answer.set_lead_id(id_);
    answer.set_match_id(match.id());
    answer.set_decision(match.score() < kSameMatter ? intake::v1::MATCH_STATE_DIFFERENT
                                                    : intake::v1::MATCH_STATE_SAME_MATTER);
    answer.set_reason("已对照两条线索的时间、地点和事由。");
    const absl::Status status =
        town_.clerk->Call<intake::v1::Match>("hecha.intake.v1.MatchService/DecideMatch", answer)
            .status();
    // The other lead walks at the same time, and its clerk may have been faster.
    if (!absl::IsFailedPrecondition(status) && !absl::IsAborted(status)) RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status DemoLead::Seal() {
  intake::v1::SealLeadRequest request;
  request.set_lead_id(id_);
  return town_.office->Call<Lead>("hecha.intake.v1.LeadService/SealLead", request).status();
}

absl::Status DemoLead::Assign() {
  RETURN_IF_ERROR(AssignTo(""));
  if (!path_.returned_once) return absl::OkStatus();
  const std::string first = unit_id_;
  RETURN_IF_ERROR(Return());
  RETURN_IF_ERROR(UpholdReturn());
  const auto other = std::find_if(town_.units.begin(), town_.units.end(),
                                  [&](const auto& entry) { return entry.first != first; });
  return AssignTo(other->first);
}

absl::Status DemoLead::AssignTo(const std::string& unit_id) {
  intake::v1::AssignLeadRequest request;
  request.set_lead_id(id_);
  request.set_unit_id(unit_id);
  request.set_hints_acknowledged(true);
  ASSIGN_OR_RETURN(const Lead lead,
                   town_.office->Call<Lead>("hecha.intake.v1.LeadService/AssignLead", request));
  unit_id_ = lead.unit_id();
  verification::v1::ListCasesRequest list;
  list.set_lead_id(id_);
  return WaitUntil(
      [&]() -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const auto listed,
                         town_.office->Call<verification::v1::ListCasesResponse>(
                             "hecha.verification.v1.CaseService/ListCases", list));
        for (const Case& opened : listed.cases()) {
          if (opened.round() != lead.round()) continue;
          case_id_ = opened.id();
          return true;
        }
        return false;
      },
      "the case of an assigned lead");
}

absl::Status DemoLead::Return() {
  verification::v1::ReturnCaseRequest request;
  request.set_reason("不属本单位职责范围，建议改交其他单位。");
  RETURN_IF_ERROR(Act(*unit().head, "ReturnCase", std::move(request)));
  intake::v1::GetLeadRequest get;
  get.set_lead_id(id_);
  return WaitUntil(
      [&]() -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const Lead lead,
                         town_.office->Call<Lead>("hecha.intake.v1.LeadService/GetLead", get));
        return lead.state() == intake::v1::STATE_RETURNED;
      },
      "a returned lead is back with the office");
}

absl::Status DemoLead::UpholdReturn() {
  intake::v1::DecideReturnRequest request;
  request.set_lead_id(id_);
  request.set_decision(intake::v1::RETURN_DECISION_UPHELD);
  request.set_reason("退回理由成立，改交其他单位。");
  return town_.office->Call<Lead>("hecha.intake.v1.LeadReturnService/DecideReturn", request)
      .status();
}

absl::Status DemoLead::Accept() {
  return Act(*unit().head, "AcceptCase", verification::v1::AcceptCaseRequest());
}

absl::Status DemoLead::Investigate() {
  RETURN_IF_ERROR(Plan());
  verification::v1::RecordStepRequest step;
  step.set_kind(verification::v1::Step::KIND_INTERVIEW);
  step.set_text("走访三名知情人员，制作谈话记录。");
  return Act(*unit().investigators[0], "RecordStep", std::move(step));
}

// The team leader proposes, both investigators declare their interests, the leader of the town
// ranks high enough to approve whatever the level of the lead.
absl::Status DemoLead::Plan() {
  verification::v1::PlanCaseRequest plan;
  for (size_t i = 0; i < kTeam; ++i)
    plan.add_team()->set_user_id(unit().investigators[i]->user_id());
  plan.set_text("走访知情人员，调取有关记录，实地查看。");
  plan.add_allegations("反映的主要问题是否属实");
  RETURN_IF_ERROR(Act(*unit().investigators[0], "PlanCase", std::move(plan)));
  for (size_t i = 0; i < kTeam; ++i) {
    verification::v1::DeclareInterestsRequest declaration;
    declaration.set_text("与被反映人无亲属及利害关系。");
    RETURN_IF_ERROR(Act(*unit().investigators[i], "DeclareInterests", std::move(declaration)));
  }
  verification::v1::ApprovePlanRequest approval;
  approval.set_reason("人员和措施适当，同意。");
  return Act(*town_.leader, "ApprovePlan", std::move(approval));
}

absl::Status DemoLead::Suspend() {
  verification::v1::SuspendCaseRequest request;
  request.set_reason("等待鉴定意见。");
  SetTimestamp(absl::Now() + kSuspension, request.mutable_until());
  return Act(*unit().head, "SuspendCase", std::move(request));
}

absl::Status DemoLead::Submit() {
  verification::v1::RecordFindingRequest finding;
  finding.set_allegation(1);
  finding.set_outcome(path_.outcome);
  finding.set_basis("谈话记录三份，现场照片五张。");
  RETURN_IF_ERROR(Act(*unit().investigators[1], "RecordFinding", std::move(finding)));
  verification::v1::SubmitReportRequest report;
  report.set_text("经核查，有关情况如下：走访、查阅及现场查看情况见附件。");
  RETURN_IF_ERROR(Act(*unit().investigators[0], "SubmitReport", std::move(report)));
  return Sign(*unit().head, *town_.office);
}

absl::Status DemoLead::SignTwice() {
  RETURN_IF_ERROR(Sign(*town_.leader, *town_.office));
  return VerifySignatures();
}

absl::Status DemoLead::Sign(DemoActor& signer, DemoActor& confirmer) {
  ASSIGN_OR_RETURN(const security::SigningKey key, signer.ConfirmedKey(confirmer));
  verification::v1::PrepareEndorsementRequest prepare;
  prepare.set_case_id(case_id_);
  ASSIGN_OR_RETURN(const auto prepared,
                   signer.Call<verification::v1::PrepareEndorsementResponse>(
                       "hecha.verification.v1.CaseService/PrepareEndorsement", prepare));
  liability_hash_ = security::Sha256(prepared.liability_text());
  verification::v1::EndorseCaseRequest endorse;
  endorse.set_public_key(key.public_key);
  endorse.set_signature(key.Sign(prepared.payload()));
  *endorse.mutable_signed_at() = prepared.signed_at();
  return Act(signer, "EndorseCase", std::move(endorse));
}

absl::Status DemoLead::VerifySignatures() {
  ASSIGN_OR_RETURN(const Case subject, GetCase());
  verification::v1::GetReportRequest get;
  get.set_case_id(case_id_);
  ASSIGN_OR_RETURN(const auto report, town_.office->Call<verification::v1::Report>(
                                          "hecha.verification.v1.CaseService/GetReport", get));
  if (security::Sha256(report.form()) != subject.report_hash())
    return absl::DataLossError("the report is not the one whose hash was signed");
  for (const auto& endorsement : subject.endorsements()) {
    if (!security::Verify(
            endorsement.public_key(),
            EndorsementPayload(subject.id(), subject.report_hash(), endorsement, liability_hash_),
            endorsement.signature()))
      return absl::DataLossError("a signature does not cover the report");
    ++verified_;
  }
  return absl::OkStatus();
}

absl::Status DemoLead::ReportUp() {
  ASSIGN_OR_RETURN(const Case subject, GetCase());
  const auto& gates = subject.open_gates();
  if (std::find(gates.begin(), gates.end(), "REPORT_UP") == gates.end()) return absl::OkStatus();
  RETURN_IF_ERROR(Act(*town_.office, "ReportUp", verification::v1::ReportUpRequest()));
  // Only what goes on is accepted; the rest waits for the city.
  if (path_.end == DemoStage::kReported) return absl::OkStatus();
  return Act(city_.office(), "AcceptReport", verification::v1::AcceptReportRequest());
}

absl::Status DemoLead::FollowUp() {
  if (NeedsFiling(path_.outcome)) {
    const bool elsewhere = path_.outcome == verification::v1::OUTCOME_TRANSFERRED_ELSEWHERE;
    verification::v1::FileCaseRequest request;
    request.set_filing_no(elsewhere ? "移〔2019〕6号" : "滕公（刑）立字〔2019〕31号");
    request.set_receiving_organ(elsewhere ? "市场监督管理部门" : "滕州市公安局");
    RETURN_IF_ERROR(Act(*unit().head, "FileCase", std::move(request)));
    if (!elsewhere) return absl::OkStatus();
    verification::v1::AcknowledgeTransferRequest acknowledgement;
    acknowledgement.set_acknowledgement_no("市监回〔2019〕11号");
    return Act(*unit().head, "AcknowledgeTransfer", std::move(acknowledgement));
  }
  if (!NeedsFeedback(path_.outcome)) return absl::OkStatus();
  verification::v1::GiveFeedbackRequest request;
  request.set_explanation(kExplanation);
  request.set_no_channel(receipt_.empty());
  if (!receipt_.empty()) request.set_attitude(verification::v1::ATTITUDE_ACCEPTS);
  RETURN_IF_ERROR(Act(*unit().head, "GiveFeedback", std::move(request)));
  return receipt_.empty() ? absl::OkStatus() : ReadFeedback(kExplanation);
}

absl::Status DemoLead::ReadFeedback(const std::string& explanation) {
  intake::v1::OpenReceiptRequest open;
  open.set_receipt(receipt_);
  return WaitUntil(
      [&]() -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const auto view, city_.citizen().Call<intake::v1::ReceiptView>(
                                              "hecha.intake.v1.ReporterService/OpenReceipt", open));
        return view.explanation() == explanation;
      },
      "the explanation behind the receipt");
}

absl::Status DemoLead::Close() {
  return Act(*town_.office, "CloseCase", verification::v1::CloseCaseRequest());
}

template <class Request>
absl::Status DemoLead::Act(DemoActor& actor, std::string_view verb, Request request) {
  request.set_case_id(case_id_);
  return actor.Call<Case>(fmt::format("hecha.verification.v1.CaseService/{}", verb), request)
      .status();
}

absl::StatusOr<Case> DemoLead::GetCase() {
  verification::v1::GetCaseRequest request;
  request.set_case_id(case_id_);
  return town_.office->Call<Case>("hecha.verification.v1.CaseService/GetCase", request);
}

}  // namespace hecha::ctl
