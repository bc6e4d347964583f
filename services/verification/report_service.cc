#include "services/verification/report_service.h"

#include <algorithm>
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
                           RETURN_IF_ERROR(drafts_.Clear(transaction, id));
                           auto event = About<v1::ReportSubmitted>(subject);
                           event.set_report_version(report.version);
                           event.set_report_hash(report.hash);
                           event.set_outcome(static_cast<v1::Outcome>(report.outcome));
                           return Tell(subject, "case.submit", std::move(event));
                         });
}

absl::StatusOr<std::vector<Report>> ReportService::Readable(db::Transaction& transaction,
                                                            const Actor& actor, CaseId id) const {
  ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, id));
  const Visibility visibility = subject.VisibleTo(actor);
  if (visibility == Visibility::kNothing) return RefuseUnknown("案件", "case");
  ASSIGN_OR_RETURN(std::vector<Report> reports, reports_.List(transaction, id));
  if (visibility < Visibility::kFull)
    std::erase_if(reports, [](const Report& report) { return !report.reported_at.has_value(); });
  return reports;
}

absl::StatusOr<Report> ReportService::Get(const Call& call, CaseId id, int version) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Report> {
        ASSIGN_OR_RETURN(const std::vector<Report> readable, Readable(transaction, call.actor, id));
        const auto wanted = std::find_if(
            readable.rbegin(), readable.rend(),
            [&](const Report& report) { return version == 0 || report.version == version; });
        if (wanted == readable.rend()) return RefuseUnknown("报告", "report");
        return reports_.Find(transaction, id, wanted->version);
      });
}

absl::StatusOr<std::vector<Report>> ReportService::List(const Call& call, CaseId id) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return Readable(transaction, call.actor, id);
  });
}

absl::StatusOr<ReportDiff> ReportService::Diff(const Call& call, CaseId id, int from, int to) {
  ASSIGN_OR_RETURN(const Report later, Get(call, id, to));
  const int before = from == 0 ? later.version - 1 : from;
  if (before < 1 || before >= later.version)
    return RefuseField("NOTHING_TO_COMPARE", "from", "须选择两个先后不同的版本",
                       "`from` is an earlier version than `to`");
  ASSIGN_OR_RETURN(const Report earlier, Get(call, id, before));
  return CompareReports(earlier, later);
}

absl::StatusOr<Case> ReportService::ReportUp(const Call& call, CaseId id) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kReportUp),
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(subject.ReportUp(call.now));
        RETURN_IF_ERROR(reports_.ReportUp(transaction, id, subject.report_version, call.now));
        auto event = About<v1::CaseReportedUp>(subject);
        event.set_report_version(subject.report_version);
        return Tell(subject, "case.report_up", std::move(event));
      });
}

absl::StatusOr<Case> ReportService::Accept(const Call& call, CaseId id, const std::string& remark) {
  return journal_.Change(
      call, cases_, id, MayTake(call, Action::kAcceptReport),
      [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(subject.AcceptReport({call.actor.user, call.now, remark}));
        auto event = About<v1::ReportAccepted>(subject);
        event.set_report_version(subject.report_version);
        return Tell(subject, "case.accept_report", std::move(event));
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
