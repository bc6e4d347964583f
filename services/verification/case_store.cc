#include "services/verification/case_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO verification_case (id, version, state, lead_id, round, lead_no, division, "
    "unit_id, unit_name, level, instruction, sector, key_lead, deadline, opened_at, plan_version, "
    "report_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)";
// What was assigned stays; only what an action changes is written.
constexpr char kUpdate[] =
    "UPDATE verification_case SET version = ?, state = ?, accepted_at = ?, planned_at = ?, "
    "reported_at = ?, closed_at = ?, reason = ?, suspend_reason = ?, suspended_until = ?, "
    "plan_version = ?, plan_text = ?, report_version = ?, outcome = ?, report_hash = ?, "
    "filing_no = ?, receiving_organ = ?, filed_at = ?, explanation = ?, attitude = ?, "
    "no_channel = ?, feedback_at = ? WHERE id = ? AND version = ?";
#define CASE_LINE                                                                        \
  "SELECT id, version, state, lead_id, round, lead_no, division, unit_id, unit_name, "   \
  "level, instruction, sector, key_lead, deadline, opened_at, accepted_at, planned_at, " \
  "reported_at, closed_at, report_version, outcome, report_hash, filing_no, "            \
  "receiving_organ, filed_at"
constexpr char kFind[] = CASE_LINE
    ", reason, suspend_reason, suspended_until, plan_version, plan_text, explanation, attitude, "
    "no_channel, feedback_at FROM verification_case WHERE id = ?";
// One shape for every filter, so that one prepared statement serves them all: a 0 or NULL
// switches its condition off.
constexpr char kList[] = CASE_LINE
    " FROM verification_case WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND "
    "(? IS NULL OR unit_id = ?) AND (? IS NULL OR lead_id = ?) ORDER BY id DESC LIMIT ?";
#undef CASE_LINE

constexpr char kInsertMember[] =
    "INSERT INTO case_member (case_id, number, user_id, declaration) VALUES (?, ?, ?, ?)";
constexpr char kInsertAllegation[] =
    "INSERT INTO case_allegation (case_id, number, text) VALUES (?, ?, ?)";
constexpr char kInsertStep[] =
    "INSERT INTO case_step (case_id, version, kind, happened_at, place, text, recorded_by, "
    "recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertFinding[] =
    "INSERT INTO case_finding (case_id, version, allegation, outcome, basis, legal_basis, "
    "recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kMembers[] =
    "SELECT user_id, declaration FROM case_member WHERE case_id = ? ORDER BY number";
constexpr char kAllegations[] =
    "SELECT text FROM case_allegation WHERE case_id = ? ORDER BY number";
constexpr char kSteps[] =
    "SELECT version, kind, happened_at, place, text, recorded_by, recorded_at FROM case_step "
    "WHERE case_id = ? ORDER BY version";
constexpr char kFindings[] =
    "SELECT version, allegation, outcome, basis, legal_basis, recorded_by, recorded_at FROM "
    "case_finding WHERE case_id = ? ORDER BY version";

constexpr char kKey[] = "content";

// Seals and opens the texts of one case; a text cannot be moved to another case, row or column.
class Vault {
 public:
  Vault(const security::Keyring& keyring, CaseId id) : keyring_(keyring), id_(id.ToString()) {}

  // `row` counts within `table`; 0 for the case itself.
  std::string Seal(std::string_view text, std::string_view table, int64_t row,
                   std::string_view column) const {
    return keyring_.Seal(kKey, text, Context(table, row, column));
  }
  std::optional<std::string> SealUnlessEmpty(std::string_view text, std::string_view column) const {
    if (text.empty()) return std::nullopt;
    return Seal(text, "case", 0, column);
  }
  // Opens in place; an empty text was never sealed.
  absl::Status Open(std::string& text, std::string_view table, int64_t row,
                    std::string_view column) const {
    if (text.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(text, keyring_.Open(text, Context(table, row, column)));
    return absl::OkStatus();
  }

 private:
  std::string Context(std::string_view table, int64_t row, std::string_view column) const {
    return security::ColumnContext(table, fmt::format("{}/{}", id_, row), column);
  }

  const security::Keyring& keyring_;
  const std::string id_;
};

Case ReadLine(const db::Row& row) {
  Case subject;
  Assignment& assignment = subject.assignment;
  subject.id = row.As<CaseId>(0);
  subject.version = row.Int(1);
  subject.state = static_cast<CaseState>(row.Int(2));
  assignment.lead = row.As<LeadId>(3);
  assignment.round = static_cast<int>(row.Int(4));
  assignment.lead_no = row.Text(5);
  assignment.division = row.Text(6);
  assignment.unit = row.As<UnitId>(7);
  assignment.unit_name = row.Text(8);
  assignment.level = static_cast<Level>(row.Int(9));
  assignment.instruction = static_cast<int>(row.Int(10));
  assignment.sector = static_cast<int>(row.Int(11));
  assignment.key_lead = row.Bool(12);
  assignment.deadline = row.OptionalTime(13);
  subject.opened_at = row.Time(14);
  subject.accepted_at = row.OptionalTime(15);
  subject.planned_at = row.OptionalTime(16);
  subject.reported_at = row.OptionalTime(17);
  subject.closed_at = row.OptionalTime(18);
  subject.report_version = static_cast<int>(row.Int(19));
  if (!row.IsNull(20)) subject.outcome = static_cast<Outcome>(row.Int(20));
  subject.report_hash = row.OptionalText(21).value_or("");
  if (!row.IsNull(24)) subject.filing = Filing{row.Text(22), row.Text(23), row.Time(24)};
  return subject;
}

// The sealed columns stay sealed until OpenTexts, because a row's reader has no way to fail.
Case ReadWhole(const db::Row& row) {
  Case subject = ReadLine(row);
  subject.reason = row.OptionalText(25).value_or("");
  if (!row.IsNull(27)) subject.suspension = Suspension{row.Text(26), row.Time(27)};
  subject.plan.version = row.Int(28);
  subject.plan.text = row.OptionalText(29).value_or("");
  if (!row.IsNull(33)) {
    Feedback feedback;
    feedback.explanation = row.Text(30);
    if (!row.IsNull(31)) feedback.attitude = static_cast<Attitude>(row.Int(31));
    feedback.no_channel = row.Bool(32);
    feedback.given_at = row.Time(33);
    subject.feedback = std::move(feedback);
  }
  return subject;
}

// `optional`'s member as a parameter: NULL where there is no object.
template <class Object, class Member>
db::Param MemberOf(const std::optional<Object>& optional, Member Object::*member) {
  return optional.has_value() ? db::ToParam((*optional).*member) : db::Param();
}

}  // namespace

absl::Status CaseStore::Insert(db::Transaction& transaction, const Case& subject) const {
  const Assignment& assignment = subject.assignment;
  return transaction
      .Execute(kInsert, subject.id, subject.version, subject.state, assignment.lead,
               assignment.round, assignment.lead_no, assignment.division, assignment.unit,
               assignment.unit_name, assignment.level, assignment.instruction, assignment.sector,
               assignment.key_lead, assignment.deadline, subject.opened_at)
      .status();
}

absl::Status CaseStore::Update(db::Transaction& transaction, const Case& subject) const {
  const Vault vault(keyring_, subject.id);
  const std::string suspend_reason = subject.suspension ? subject.suspension->reason : "";
  const std::string explanation = subject.feedback ? subject.feedback->explanation : "";
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(
          kUpdate, subject.version, subject.state, subject.accepted_at, subject.planned_at,
          subject.reported_at, subject.closed_at, vault.SealUnlessEmpty(subject.reason, "reason"),
          vault.SealUnlessEmpty(suspend_reason, "suspend_reason"),
          MemberOf(subject.suspension, &Suspension::until), subject.plan.version,
          vault.SealUnlessEmpty(subject.plan.text, "plan_text"), subject.report_version,
          subject.outcome,
          subject.report_hash.empty() ? db::Param() : db::ToParam(subject.report_hash),
          MemberOf(subject.filing, &Filing::filing_no),
          MemberOf(subject.filing, &Filing::receiving_organ),
          MemberOf(subject.filing, &Filing::filed_at),
          vault.SealUnlessEmpty(explanation, "explanation"),
          MemberOf(subject.feedback, &Feedback::attitude),
          MemberOf(subject.feedback, &Feedback::no_channel),
          MemberOf(subject.feedback, &Feedback::given_at), subject.id, subject.version - 1));
  if (changed == 0) return RefuseStale();
  if (subject.plan.version == subject.version) RETURN_IF_ERROR(InsertPlan(transaction, subject));
  if (!subject.steps.empty() && subject.steps.back().version == subject.version)
    RETURN_IF_ERROR(InsertStep(transaction, subject, subject.steps.back()));
  if (!subject.findings.empty() && subject.findings.back().version == subject.version)
    RETURN_IF_ERROR(InsertFinding(transaction, subject, subject.findings.back()));
  return absl::OkStatus();
}

absl::Status CaseStore::InsertPlan(db::Transaction& transaction, const Case& subject) const {
  const Vault vault(keyring_, subject.id);
  int number = 0;
  for (const TeamMember& member : subject.plan.team) {
    ++number;
    RETURN_IF_ERROR(
        transaction
            .Execute(kInsertMember, subject.id, number, member.user,
                     vault.Seal(member.declaration, "case_member", number, "declaration"))
            .status());
  }
  number = 0;
  for (const std::string& allegation : subject.plan.allegations) {
    ++number;
    RETURN_IF_ERROR(transaction
                        .Execute(kInsertAllegation, subject.id, number,
                                 vault.Seal(allegation, "case_allegation", number, "text"))
                        .status());
  }
  return absl::OkStatus();
}

absl::Status CaseStore::InsertStep(db::Transaction& transaction, const Case& subject,
                                   const Step& step) const {
  const Vault vault(keyring_, subject.id);
  return transaction
      .Execute(kInsertStep, subject.id, step.version, step.kind, step.happened_at,
               vault.Seal(step.place, "case_step", step.version, "place"),
               vault.Seal(step.text, "case_step", step.version, "text"), step.recorded_by,
               step.recorded_at)
      .status();
}

absl::Status CaseStore::InsertFinding(db::Transaction& transaction, const Case& subject,
                                      const Finding& finding) const {
  const Vault vault(keyring_, subject.id);
  return transaction
      .Execute(kInsertFinding, subject.id, finding.version, finding.allegation, finding.outcome,
               vault.Seal(finding.basis, "case_finding", finding.version, "basis"),
               vault.Seal(finding.legal_basis, "case_finding", finding.version, "legal_basis"),
               finding.recorded_by, finding.recorded_at)
      .status();
}

absl::StatusOr<Case> CaseStore::Find(db::Transaction& transaction, CaseId id) const {
  ASSIGN_OR_RETURN(std::optional<Case> subject, transaction.QueryOne(kFind, ReadWhole, id));
  if (!subject.has_value()) return RefuseUnknown("案件", "case");
  RETURN_IF_ERROR(OpenTexts(*subject));
  RETURN_IF_ERROR(ReadPlan(transaction, *subject));
  RETURN_IF_ERROR(ReadSteps(transaction, *subject));
  RETURN_IF_ERROR(ReadFindings(transaction, *subject));
  if (!subject->report_hash.empty()) {
    ASSIGN_OR_RETURN(subject->endorsements,
                     endorsements_.List(transaction, id, subject->report_version));
  }
  return *std::move(subject);
}

absl::Status CaseStore::OpenTexts(Case& subject) const {
  const Vault vault(keyring_, subject.id);
  RETURN_IF_ERROR(vault.Open(subject.reason, "case", 0, "reason"));
  if (subject.suspension.has_value())
    RETURN_IF_ERROR(vault.Open(subject.suspension->reason, "case", 0, "suspend_reason"));
  if (subject.feedback.has_value())
    RETURN_IF_ERROR(vault.Open(subject.feedback->explanation, "case", 0, "explanation"));
  return vault.Open(subject.plan.text, "case", 0, "plan_text");
}

absl::Status CaseStore::ReadPlan(db::Transaction& transaction, Case& subject) const {
  const Vault vault(keyring_, subject.id);
  Plan& plan = subject.plan;
  RETURN_IF_ERROR(transaction.Query(
      kMembers,
      [&](const db::Row& row) {
        plan.team.push_back({row.As<UserId>(0), row.Text(1)});
      },
      subject.id));
  RETURN_IF_ERROR(transaction.Query(
      kAllegations, [&](const db::Row& row) { plan.allegations.push_back(row.Text(0)); },
      subject.id));
  int number = 0;
  for (TeamMember& member : plan.team)
    RETURN_IF_ERROR(vault.Open(member.declaration, "case_member", ++number, "declaration"));
  number = 0;
  for (std::string& allegation : plan.allegations)
    RETURN_IF_ERROR(vault.Open(allegation, "case_allegation", ++number, "text"));
  return absl::OkStatus();
}

absl::Status CaseStore::ReadSteps(db::Transaction& transaction, Case& subject) const {
  const Vault vault(keyring_, subject.id);
  RETURN_IF_ERROR(transaction.Query(
      kSteps,
      [&](const db::Row& row) {
        subject.steps.push_back({.kind = static_cast<StepKind>(row.Int(1)),
                                 .happened_at = row.Time(2),
                                 .place = row.Text(3),
                                 .text = row.Text(4),
                                 .recorded_by = row.As<UserId>(5),
                                 .recorded_at = row.Time(6),
                                 .version = row.Int(0)});
      },
      subject.id));
  for (Step& step : subject.steps) {
    RETURN_IF_ERROR(vault.Open(step.place, "case_step", step.version, "place"));
    RETURN_IF_ERROR(vault.Open(step.text, "case_step", step.version, "text"));
  }
  return absl::OkStatus();
}

absl::Status CaseStore::ReadFindings(db::Transaction& transaction, Case& subject) const {
  const Vault vault(keyring_, subject.id);
  RETURN_IF_ERROR(transaction.Query(
      kFindings,
      [&](const db::Row& row) {
        subject.findings.push_back({.allegation = static_cast<int>(row.Int(1)),
                                    .outcome = static_cast<Outcome>(row.Int(2)),
                                    .basis = row.Text(3),
                                    .legal_basis = row.Text(4),
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
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Case>> CaseStore::List(db::Transaction& transaction,
                                                  const CaseFilter& filter,
                                                  const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Case> cases;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { cases.push_back(ReadLine(row)); }, filter.division + "%",
      page.before, state, state, filter.unit, filter.unit, filter.lead, filter.lead,
      page.size + 1));
  return cases;
}

}  // namespace hecha::verification
