#include "services/verification/plan_store.h"

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPutAllegation[] =
    "REPLACE INTO case_allegation (case_id, number, text) VALUES (?, ?, ?)";
// A proposal may list fewer than the one before it.
constexpr char kDropAllegations[] = "DELETE FROM case_allegation WHERE case_id = ? AND number > ?";
constexpr char kInsertDecision[] =
    "INSERT INTO plan_decision (case_id, version, approved, reason, decided_by, decided_at) VALUES "
    "(?, ?, ?, ?, ?, ?)";
constexpr char kAllegations[] =
    "SELECT text FROM case_allegation WHERE case_id = ? ORDER BY number";
constexpr char kDecisions[] =
    "SELECT approved, reason, decided_by, decided_at, version FROM plan_decision WHERE case_id = ? "
    "ORDER BY version";

absl::Status PutAllegations(db::Transaction& transaction, const Case& subject,
                            const CaseVault& vault) {
  int number = 0;
  for (const std::string& allegation : subject.plan.allegations) {
    ++number;
    RETURN_IF_ERROR(transaction
                        .Execute(kPutAllegation, subject.id, number,
                                 vault.Seal(allegation, "case_allegation", number, "text"))
                        .status());
  }
  return transaction.Execute(kDropAllegations, subject.id, number).status();
}

}  // namespace

absl::Status PlanStore::Save(db::Transaction& transaction, const Case& subject,
                             const CaseVault& vault) const {
  const Plan& plan = subject.plan;
  if (plan.version == subject.version) RETURN_IF_ERROR(PutAllegations(transaction, subject, vault));
  if (plan.decisions.empty() || plan.decisions.back().version != subject.version)
    return absl::OkStatus();
  const PlanDecision& decision = plan.decisions.back();
  return transaction
      .Execute(kInsertDecision, subject.id, decision.version, decision.approved,
               vault.Seal(decision.reason, "plan_decision", decision.version, "reason"),
               decision.decided_by, decision.decided_at)
      .status();
}

absl::Status PlanStore::Read(db::Transaction& transaction, Case& subject,
                             const CaseVault& vault) const {
  Plan& plan = subject.plan;
  RETURN_IF_ERROR(transaction.Query(
      kAllegations, [&](const db::Row& row) { plan.allegations.push_back(row.Text(0)); },
      subject.id));
  int number = 0;
  for (std::string& allegation : plan.allegations)
    RETURN_IF_ERROR(vault.Open(allegation, "case_allegation", ++number, "text"));
  RETURN_IF_ERROR(transaction.Query(
      kDecisions,
      [&](const db::Row& row) {
        plan.decisions.push_back(
            {row.Bool(0), row.Text(1), row.As<UserId>(2), row.Time(3), row.Int(4)});
      },
      subject.id));
  for (PlanDecision& decision : plan.decisions)
    RETURN_IF_ERROR(vault.Open(decision.reason, "plan_decision", decision.version, "reason"));
  return absl::OkStatus();
}

}  // namespace hecha::verification
