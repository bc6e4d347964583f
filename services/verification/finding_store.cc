#include "services/verification/finding_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO case_finding (case_id, version, allegation, outcome, basis, legal_basis, "
    "recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertEvidence[] =
    "INSERT INTO finding_evidence (case_id, version, number, step, exhibit_id) VALUES (?, ?, ?, "
    "?, ?)";
constexpr char kFindings[] =
    "SELECT version, allegation, outcome, basis, legal_basis, recorded_by, recorded_at FROM "
    "case_finding WHERE case_id = ? ORDER BY version";
constexpr char kEvidence[] =
    "SELECT version, step, exhibit_id FROM finding_evidence WHERE case_id = ? ORDER BY version, "
    "number";

}  // namespace

absl::Status FindingStore::Save(db::Transaction& transaction, const Case& subject,
                                const CaseVault& vault) const {
  if (subject.findings.empty() || subject.findings.back().version != subject.version)
    return absl::OkStatus();
  const Finding& finding = subject.findings.back();
  const auto seal = [&](const std::string& text, std::string_view column) {
    return vault.Seal(text, "case_finding", finding.version, column);
  };
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, subject.id, finding.version, finding.allegation,
                               finding.outcome, seal(finding.basis, "basis"),
                               seal(finding.legal_basis, "legal_basis"), finding.recorded_by,
                               finding.recorded_at)
                      .status());
  int number = 0;
  for (const Evidence& one : finding.evidence)
    RETURN_IF_ERROR(
        transaction
            .Execute(kInsertEvidence, subject.id, finding.version, ++number, one.step, one.exhibit)
            .status());
  return absl::OkStatus();
}

absl::Status FindingStore::Read(db::Transaction& transaction, Case& subject,
                                const CaseVault& vault) const {
  RETURN_IF_ERROR(transaction.Query(
      kFindings,
      [&](const db::Row& row) {
        subject.findings.push_back({.allegation = static_cast<int>(row.Int(1)),
                                    .outcome = static_cast<Outcome>(row.Int(2)),
                                    .basis = row.Text(3),
                                    .legal_basis = row.Text(4),
                                    .evidence = {},
                                    .recorded_by = row.As<UserId>(5),
                                    .recorded_at = row.Time(6),
                                    .version = row.Int(0)});
      },
      subject.id));
  for (Finding& finding : subject.findings) {
    RETURN_IF_ERROR(vault.Open(finding.basis, "case_finding", finding.version, "basis"));
    RETURN_IF_ERROR(
        vault.Open(finding.legal_basis, "case_finding", finding.version, "legal_basis"));
  }
  return transaction.Query(
      kEvidence,
      [&](const db::Row& row) {
        Evidence one;
        one.step = static_cast<int>(row.Int(1));
        if (!row.IsNull(2)) one.exhibit = row.As<ExhibitId>(2);
        for (Finding& finding : subject.findings)
          if (finding.version == row.Int(0)) finding.evidence.push_back(one);
      },
      subject.id);
}

}  // namespace hecha::verification
