#include "services/verification/report_store.h"

#include <fmt/format.h>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO report (case_id, version, outcome, form, hash, submitted_by, submitted_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kVoid[] =
    "UPDATE report SET voided_at = ?, void_reason = ? WHERE case_id = ? AND version = ? AND "
    "voided_at IS NULL";
constexpr char kReportUp[] = "UPDATE report SET reported_at = ? WHERE case_id = ? AND version = ?";
constexpr char kFind[] =
    "SELECT version, outcome, hash, submitted_by, submitted_at, reported_at, voided_at, "
    "void_reason, form FROM report WHERE case_id = ? AND version = ?";
constexpr char kList[] =
    "SELECT version, outcome, hash, submitted_by, submitted_at, reported_at, voided_at, "
    "void_reason FROM report WHERE case_id = ? ORDER BY version";

constexpr char kLead[] = "SELECT lead_id FROM verification_case WHERE id = ?";

std::string Context(CaseId case_id, int version, std::string_view column) {
  return security::ColumnContext("report", fmt::format("{}/{}", case_id.ToString(), version),
                                 column);
}

Report ReadLine(const db::Row& row) {
  Report report;
  report.version = static_cast<int>(row.Int(0));
  report.outcome = static_cast<Outcome>(row.Int(1));
  report.hash = row.Text(2);
  report.submitted_by = row.As<UserId>(3);
  report.submitted_at = row.Time(4);
  report.reported_at = row.OptionalTime(5);
  report.voided_at = row.OptionalTime(6);
  report.void_reason = row.OptionalText(7).value_or("");
  return report;
}

Report Read(const db::Row& row) {
  Report report = ReadLine(row);
  report.form = row.Text(8);
  return report;
}

absl::Status OpenReason(const security::DataKey& key, CaseId case_id, Report& report) {
  if (report.void_reason.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(report.void_reason,
                   key.Open(report.void_reason, Context(case_id, report.version, "void_reason")));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<security::DataKey> ReportStore::KeyOf(db::Transaction& transaction,
                                                     CaseId case_id) const {
  ASSIGN_OR_RETURN(const std::optional<Uuid> lead,
                   transaction.QueryOne(
                       kLead, [](const db::Row& row) { return row.Id(0); }, case_id));
  if (!lead.has_value()) return RefuseUnknown("案件", "case");
  return keys_.Find(transaction, *lead);
}

absl::Status ReportStore::Insert(db::Transaction& transaction, CaseId case_id,
                                 const Report& report) const {
  ASSIGN_OR_RETURN(const security::DataKey key, KeyOf(transaction, case_id));
  return transaction
      .Execute(kInsert, case_id, report.version, report.outcome,
               key.Seal(report.form, Context(case_id, report.version, "form")), report.hash,
               report.submitted_by, report.submitted_at)
      .status();
}

absl::Status ReportStore::Void(db::Transaction& transaction, CaseId case_id, int version,
                               std::string_view reason, absl::Time now) const {
  ASSIGN_OR_RETURN(const security::DataKey key, KeyOf(transaction, case_id));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kVoid, now, key.Seal(reason, Context(case_id, version, "void_reason")),
                          case_id, version));
  if (changed == 0) return absl::InternalError("the report to void is not in force");
  return absl::OkStatus();
}

absl::Status ReportStore::ReportUp(db::Transaction& transaction, CaseId case_id, int version,
                                   absl::Time now) const {
  return transaction.Execute(kReportUp, now, case_id, version).status();
}

absl::StatusOr<std::vector<Report>> ReportStore::List(db::Transaction& transaction,
                                                      CaseId case_id) const {
  ASSIGN_OR_RETURN(const security::DataKey key, KeyOf(transaction, case_id));
  std::vector<Report> reports;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { reports.push_back(ReadLine(row)); }, case_id));
  for (Report& report : reports) RETURN_IF_ERROR(OpenReason(key, case_id, report));
  return reports;
}

absl::StatusOr<Report> ReportStore::Find(db::Transaction& transaction, CaseId case_id,
                                         int version) const {
  ASSIGN_OR_RETURN(std::optional<Report> report,
                   transaction.QueryOne(kFind, Read, case_id, version));
  if (!report.has_value()) return RefuseUnknown("报告", "report");
  ASSIGN_OR_RETURN(const security::DataKey key, KeyOf(transaction, case_id));
  ASSIGN_OR_RETURN(report->form, key.Open(report->form, Context(case_id, version, "form")));
  RETURN_IF_ERROR(OpenReason(key, case_id, *report));
  return *std::move(report);
}

}  // namespace hecha::verification
