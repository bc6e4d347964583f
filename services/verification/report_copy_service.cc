#include "services/verification/report_copy_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/print/document.h"
#include "services/verification/case_event.h"
#include "services/verification/report_print.h"

namespace hecha::verification {
namespace {

// True if `attestation` tells of this version's submission, or of a signature under it.
bool IsAbout(const Attestation& attestation, int version) {
  v1::ReportSubmitted submitted;
  v1::ReportEndorsed endorsed;
  if (attestation.type == submitted.GetDescriptor()->full_name())
    return submitted.ParseFromString(attestation.payload) && submitted.report_version() == version;
  if (attestation.type == endorsed.GetDescriptor()->full_name())
    return endorsed.ParseFromString(attestation.payload) && endorsed.report_version() == version;
  return false;
}

}  // namespace

absl::StatusOr<std::string> ReportCopyService::Print(const Call& call, CaseId id, int version,
                                                     PrintForm form) {
  ASSIGN_OR_RETURN(const Report report, reports_.Get(call, id, version));
  const Viewer viewer{call.actor.name, call.now};
  ASSIGN_OR_RETURN(
      const print::Document document,
      journal_.database().Read(
          call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<print::Document> {
            ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, id));
            if (form == PrintForm::kFeedback) {
              if (subject.VisibleTo(call.actor) < Visibility::kFull)
                return RefuseUnknown("案件", "case");
              return FeedbackDocument(subject, viewer);
            }
            ASSIGN_OR_RETURN(const std::vector<Endorsement> given,
                             endorsements_.List(transaction, id, report.version));
            return ReportDocument(subject, report, given, viewer);
          }));
  ASSIGN_OR_RETURN(std::string pdf, print::RenderPdf(document));
  RETURN_IF_ERROR(
      Record(call, id, report.version,
             form == PrintForm::kFeedback ? v1::COPY_KIND_FEEDBACK : v1::COPY_KIND_REPORT));
  return pdf;
}

absl::StatusOr<ReportCopy> ReportCopyService::Export(const Call& call, CaseId id, int version) {
  ReportCopy copy;
  ASSIGN_OR_RETURN(copy.report, reports_.Get(call, id, version));
  RETURN_IF_ERROR(journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    copy.attestations.clear();
    return CollectAttestations(transaction, id, copy);
  }));
  std::vector<Uuid> events;
  for (const Attestation& attestation : copy.attestations) events.push_back(attestation.event);
  ASSIGN_OR_RETURN(copy.proof, ask_log_(call, events));
  RETURN_IF_ERROR(Record(call, id, copy.report.version, v1::COPY_KIND_EXPORT));
  return copy;
}

// Beside the case, under its id: to read a case does not change it.
absl::Status ReportCopyService::Record(const Call& call, CaseId id, int version,
                                       v1::CopyKind kind) {
  return journal_.Transact(call.deadline, [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, id));
    ASSIGN_OR_RETURN(const int64_t number, counts_.Count(transaction, id));
    auto event = About<v1::ReportCopied>(subject);
    event.set_user_id(call.actor.user.ToString());
    event.set_report_version(version);
    event.set_kind(kind);
    return journal_.Append(
        transaction, call,
        events::MakeEvent("report_copy", id.uuid, number, subject.assignment.division,
                          "report.copy", std::move(event)));
  });
}

absl::Status ReportCopyService::CollectAttestations(db::Transaction& transaction, CaseId id,
                                                    ReportCopy& copy) const {
  const int version = copy.report.version;
  ASSIGN_OR_RETURN(copy.endorsements, endorsements_.List(transaction, id, version));
  ASSIGN_OR_RETURN(const std::vector<Attestation> of_case,
                   attestations_.ListOf(transaction, id.uuid));
  bool complete = false;
  for (const Attestation& attestation : of_case) {
    if (!IsAbout(attestation, version)) continue;
    v1::ReportEndorsed endorsed;
    complete = complete || (attestation.type == endorsed.GetDescriptor()->full_name() &&
                            endorsed.ParseFromString(attestation.payload) && endorsed.complete());
    copy.attestations.push_back(attestation);
  }
  if (!complete)
    return RefuseState("NOT_SIGNED", "报告尚未完成双签字，或签字尚未存证",
                       "the report is not signed by all, or the log has not heard of it yet");
  for (const Endorsement& given : copy.endorsements) {
    ASSIGN_OR_RETURN(const SigningKey key, keys_.FindByPublicKey(transaction, given.public_key));
    ASSIGN_OR_RETURN(const std::vector<Attestation> of_key,
                     attestations_.ListOf(transaction, key.id.uuid));
    copy.attestations.insert(copy.attestations.end(), of_key.begin(), of_key.end());
  }
  return absl::OkStatus();
}

absl::Status ReportCopyService::Keep(db::Transaction& transaction,
                                     const Attestation& attestation) const {
  return attestations_.Insert(transaction, attestation);
}

}  // namespace hecha::verification
