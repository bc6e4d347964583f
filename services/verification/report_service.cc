#include "services/verification/report_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/verification/case_event.h"

namespace hecha::verification {

using events::Event;

absl::StatusOr<Case> ReportService::Submit(const Call& call, CaseId id, const std::string& text) {
  return journal_.Change(call, cases_, id, MayTake(call, Action::kSubmit),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           ASSIGN_OR_RETURN(
                               const Report report,
                               subject.Submit(text, call.actor.user, call.now, security::Sha256));
                           RETURN_IF_ERROR(reports_.Insert(transaction, id, report));
                           auto event = About<v1::ReportSubmitted>(subject);
                           event.set_report_version(report.version);
                           event.set_report_hash(report.hash);
                           event.set_outcome(static_cast<v1::Outcome>(report.outcome));
                           return Tell(subject, "case.submit", std::move(event));
                         });
}

absl::StatusOr<Report> ReportService::Get(const Call& call, CaseId id, int version) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Report> {
        ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, id));
        if (subject.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("案件", "case");
        return reports_.Find(transaction, id, version == 0 ? subject.report_version : version);
      });
}

absl::StatusOr<Case> ReportService::ReportUp(const Call& call, CaseId id) {
  return journal_.Change(call, cases_, id, MayTake(call, Action::kReportUp),
                         [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                           RETURN_IF_ERROR(subject.ReportUp(call.now));
                           auto event = About<v1::CaseReportedUp>(subject);
                           event.set_report_version(subject.report_version);
                           return Tell(subject, "case.report_up", std::move(event));
                         });
}

absl::StatusOr<Case> ReportService::Reject(const Call& call, CaseId id, const std::string& reason) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kReject),
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Reject(reason));
        RETURN_IF_ERROR(reports_.Void(transaction, id, voided, reason, call.now));
        auto event = About<v1::ReportRejected>(subject);
        event.set_report_version(voided);
        event.set_reason(reason);
        return Tell(subject, "case.reject", std::move(event));
      });
}

}  // namespace hecha::verification
