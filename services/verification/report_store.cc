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
constexpr char kFind[] =
    "SELECT version, outcome, form, hash, submitted_by, submitted_at, voided_at, void_reason FROM "
    "report WHERE case_id = ? AND version = ?";

constexpr char kKey[] = "content";

std::string Context(CaseId case_id, int version, std::string_view column) {
  return security::ColumnContext("report", fmt::format("{}/{}", case_id.ToString(), version),
                                 column);
}

Report Read(const db::Row& row) {
  Report report;
  report.version = static_cast<int>(row.Int(0));
  report.outcome = static_cast<Outcome>(row.Int(1));
  report.form = row.Text(2);
  report.hash = row.Text(3);
  report.submitted_by = row.As<UserId>(4);
  report.submitted_at = row.Time(5);
  report.voided_at = row.OptionalTime(6);
  report.void_reason = row.OptionalText(7).value_or("");
  return report;
}

}  // namespace

absl::Status ReportStore::Insert(db::Transaction& transaction, CaseId case_id,
                                 const Report& report) const {
  return transaction
      .Execute(kInsert, case_id, report.version, report.outcome,
               keyring_.Seal(kKey, report.form, Context(case_id, report.version, "form")),
               report.hash, report.submitted_by, report.submitted_at)
      .status();
}

absl::Status ReportStore::Void(db::Transaction& transaction, CaseId case_id, int version,
                               std::string_view reason, absl::Time now) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kVoid, now,
                          keyring_.Seal(kKey, reason, Context(case_id, version, "void_reason")),
                          case_id, version));
  if (changed == 0) return absl::InternalError("the report to void is not in force");
  return absl::OkStatus();
}

absl::StatusOr<Report> ReportStore::Find(db::Transaction& transaction, CaseId case_id,
                                         int version) const {
  ASSIGN_OR_RETURN(std::optional<Report> report,
                   transaction.QueryOne(kFind, Read, case_id, version));
  if (!report.has_value()) return RefuseUnknown("报告", "report");
  ASSIGN_OR_RETURN(report->form, keyring_.Open(report->form, Context(case_id, version, "form")));
  if (!report->void_reason.empty()) {
    ASSIGN_OR_RETURN(report->void_reason,
                     keyring_.Open(report->void_reason, Context(case_id, version, "void_reason")));
  }
  return *std::move(report);
}

}  // namespace hecha::verification
