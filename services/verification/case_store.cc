#include "services/verification/case_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/verification/lead_aside_store.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO verification_case (id, version, state, lead_id, round, lead_no, division, "
    "unit_id, unit_name, level, instruction, sector, key_lead, deadline, channel, review_of, "
    "reporter_reachable, plan_approver, extension_approver, plan_within_days, "
    "progress_every_days, return_by, opened_at, plan_version, report_version) VALUES (?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)";
// What was assigned stays; only what an action changes is written.
constexpr char kUpdate[] =
    "UPDATE verification_case SET version = ?, state = ?, accepted_at = ?, planned_at = ?, "
    "reported_at = ?, closed_at = ?, reason = ?, suspend_reason = ?, suspended_until = ?, "
    "plan_due = ?, progress_due = ?, extension_days = ?, extension_reason = ?, extended_by = ?, "
    "extended_at = ?, plan_version = ?, plan_text = ?, plan_proposed_by = ?, "
    "plan_proposed_at = ?, report_version = ?, outcome = ?, report_hash = ?, filing_no = ?, "
    "receiving_organ = ?, filed_at = ?, explanation = ?, attitude = ?, no_channel = ?, "
    "feedback_at = ?, reporter_attitude = ?, suspended_us = ? WHERE id = ? AND version = ? AND "
    "learnt = ?";
#define CASE_LINE                                                                        \
  "SELECT id, version, state, lead_id, round, lead_no, division, unit_id, unit_name, "   \
  "level, instruction, sector, key_lead, deadline, opened_at, accepted_at, planned_at, " \
  "reported_at, closed_at, report_version, outcome, report_hash, filing_no, "            \
  "receiving_organ, filed_at, channel, review_of, return_by, plan_due, progress_due, "   \
  "suspended_until, extension_days"
constexpr char kFind[] = CASE_LINE
    ", reason, suspend_reason, plan_version, plan_text, plan_proposed_by, plan_proposed_at, "
    "extension_reason, extended_by, extended_at, plan_approver, extension_approver, "
    "plan_within_days, progress_every_days, explanation, attitude, no_channel, feedback_at, "
    "reporter_attitude, suspended_us, reporter_reachable, learnt FROM verification_case WHERE id = "
    "?";
// One shape for every filter, so that one prepared statement serves them all: a 0 or NULL
// switches its condition off.
constexpr char kList[] = CASE_LINE
    " FROM verification_case AS c WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND "
    "(? IS NULL OR unit_id = ?) AND (? IS NULL OR lead_id = ?) AND INSTR(lead_no, ?) > 0 AND "
    "(? IS NULL OR (state <> ? AND "
    "(unit_id = ? OR EXISTS (SELECT 1 FROM case_member AS m WHERE m.case_id = c.id AND m.user_id "
    "= ? AND m.left_at IS NULL)))) AND NOT " STANDS_ASIDE_FROM(
        "c.lead_id") " ORDER BY id DESC LIMIT ?";
#undef CASE_LINE
constexpr char kHoldOf[] = "SELECT id FROM verification_case WHERE lead_id = ? FOR UPDATE";
constexpr char kHold[] = "SELECT id FROM verification_case WHERE id = ? FOR UPDATE";
constexpr char kLastRound[] =
    "SELECT COALESCE(MAX(round), 0) FROM verification_case WHERE lead_id = ?";
constexpr char kLearn[] = "UPDATE verification_case SET learnt = learnt + 1 WHERE lead_id = ?";
constexpr char kFollowList[] =
    "UPDATE verification_case SET deadline = ?, key_lead = ? WHERE lead_id = ? AND state NOT IN "
    "({})";
constexpr char kListToResume[] =
    "SELECT id FROM verification_case WHERE state = ? AND suspended_until <= ? ORDER BY "
    "suspended_until LIMIT ?";

template <class Value>
std::optional<Value> OptionalId(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.As<Value>(column);
}

Assignment ReadAssignment(const db::Row& row) {
  Assignment assignment;
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
  assignment.channel = static_cast<int>(row.Int(25));
  assignment.review_of = OptionalId<CaseId>(row, 26);
  return assignment;
}

Case ReadLine(const db::Row& row) {
  Case subject;
  subject.id = row.As<CaseId>(0);
  subject.version = row.Int(1);
  subject.state = static_cast<CaseState>(row.Int(2));
  subject.assignment = ReadAssignment(row);
  subject.opened_at = row.Time(14);
  subject.accepted_at = row.OptionalTime(15);
  subject.planned_at = row.OptionalTime(16);
  subject.reported_at = row.OptionalTime(17);
  subject.closed_at = row.OptionalTime(18);
  subject.report_version = static_cast<int>(row.Int(19));
  if (!row.IsNull(20)) subject.outcome = static_cast<Outcome>(row.Int(20));
  subject.report_hash = row.OptionalText(21).value_or("");
  if (!row.IsNull(24)) {
    subject.filing.emplace();
    subject.filing->filing_no = row.Text(22);
    subject.filing->receiving_organ = row.Text(23);
    subject.filing->filed_at = row.Time(24);
  }
  // A case from before there was a limit may be returned at any time.
  subject.return_by = row.OptionalTime(27).value_or(absl::InfiniteFuture());
  subject.plan_due = row.OptionalTime(28);
  subject.progress_due = row.OptionalTime(29);
  if (!row.IsNull(30)) subject.suspension = Suspension{"", row.Time(30)};
  if (!row.IsNull(31)) {
    subject.extension.emplace();
    subject.extension->days = static_cast<int>(row.Int(31));
  }
  return subject;
}

// The sealed columns stay sealed until OpenTexts, because a row's reader has no way to fail.
Case ReadWhole(const db::Row& row) {
  Case subject = ReadLine(row);
  subject.reason = row.OptionalText(32).value_or("");
  if (subject.suspension.has_value()) subject.suspension->reason = row.Text(33);
  subject.plan.version = row.Int(34);
  subject.plan.text = row.OptionalText(35).value_or("");
  if (!row.IsNull(36)) {
    subject.plan.proposed_by = row.As<UserId>(36);
    subject.plan.proposed_at = row.Time(37);
  }
  if (subject.extension.has_value()) {
    subject.extension->reason = row.Text(38);
    subject.extension->granted_by = row.As<UserId>(39);
    subject.extension->granted_at = row.Time(40);
  }
  subject.grade = {static_cast<Approver>(row.Int(41)), static_cast<Approver>(row.Int(42)),
                   static_cast<int>(row.Int(43)), static_cast<int>(row.Int(44))};
  if (!row.IsNull(48)) {
    Feedback feedback;
    feedback.explanation = row.Text(45);
    if (!row.IsNull(46)) feedback.attitude = static_cast<Attitude>(row.Int(46));
    feedback.no_channel = row.Bool(47);
    feedback.given_at = row.Time(48);
    subject.feedback = std::move(feedback);
  }
  if (row.Int(49) != 0) subject.reporter_attitude = static_cast<Attitude>(row.Int(49));
  subject.suspended = absl::Microseconds(row.Int(50));
  subject.assignment.reporter_reachable = row.Bool(51);
  subject.learnt = row.Int(52);
  return subject;
}

absl::Status OpenTexts(Case& subject, const CaseVault& vault) {
  const auto open = [&](std::string& text, std::string_view column) {
    return vault.Open(text, "case", 0, column);
  };
  RETURN_IF_ERROR(open(subject.reason, "reason"));
  if (subject.suspension.has_value())
    RETURN_IF_ERROR(open(subject.suspension->reason, "suspend_reason"));
  if (subject.extension.has_value())
    RETURN_IF_ERROR(open(subject.extension->reason, "extension_reason"));
  if (subject.feedback.has_value())
    RETURN_IF_ERROR(open(subject.feedback->explanation, "explanation"));
  return open(subject.plan.text, "plan_text");
}

// `optional`'s member as a parameter: NULL where there is no object.
template <class Object, class Member>
db::Param MemberOf(const std::optional<Object>& optional, Member Object::*member) {
  return optional.has_value() ? db::ToParam((*optional).*member) : db::Param();
}

db::Param UnlessEmpty(std::string text) {
  return text.empty() ? db::Param() : db::ToParam(std::move(text));
}

}  // namespace

absl::Status CaseStore::Insert(db::Transaction& transaction, const Case& subject) const {
  const Assignment& assignment = subject.assignment;
  const Grade& grade = subject.grade;
  RETURN_IF_ERROR(keys_.Ensure(transaction, {assignment.lead.uuid, assignment.division}).status());
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, subject.id, subject.version, subject.state, assignment.lead,
                               assignment.round, assignment.lead_no, assignment.division,
                               assignment.unit, assignment.unit_name, assignment.level,
                               assignment.instruction, assignment.sector, assignment.key_lead,
                               assignment.deadline, assignment.channel, assignment.review_of,
                               assignment.reporter_reachable, grade.plan_approver,
                               grade.extension_approver, grade.plan_within_days,
                               grade.progress_every_days, subject.return_by, subject.opened_at)
                      .status());
  return taskforces_.ReplaceSubjects(transaction, subject.id, subject.taskforce.subjects);
}

absl::Status CaseStore::FollowList(db::Transaction& transaction, LeadId lead,
                                   std::optional<absl::Time> deadline, bool key_lead) const {
  const db::InList over = db::MakeInList(kOverStates);
  std::vector<db::Param> params = {db::ToParam(deadline), db::ToParam(key_lead), db::ToParam(lead)};
  params.insert(params.end(), over.values.begin(), over.values.end());
  return transaction.ExecuteParams(fmt::format(kFollowList, over.marks), params).status();
}

absl::Status CaseStore::Update(db::Transaction& transaction, const Case& subject) const {
  ASSIGN_OR_RETURN(security::DataKey key, keys_.Find(transaction, subject.assignment.lead.uuid));
  const CaseVault vault(std::move(key), subject.id);
  RETURN_IF_ERROR(SaveLine(transaction, subject, vault));
  RETURN_IF_ERROR(taskforces_.Save(transaction, subject, vault));
  RETURN_IF_ERROR(plans_.Save(transaction, subject, vault));
  RETURN_IF_ERROR(steps_.Save(transaction, subject, vault));
  RETURN_IF_ERROR(findings_.Save(transaction, subject, vault));
  if (subject.acceptance.has_value() || subject.filing.has_value())
    RETURN_IF_ERROR(conclusions_.Put(transaction, subject));
  return absl::OkStatus();
}

absl::Status CaseStore::SaveLine(db::Transaction& transaction, const Case& subject,
                                 const CaseVault& vault) const {
  const auto seal = [&](const std::string& text, std::string_view column) {
    return UnlessEmpty(vault.Seal(text, "case", 0, column));
  };
  const Plan& plan = subject.plan;
  const bool planned = plan.version != 0;
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(
          kUpdate, subject.version, subject.state, subject.accepted_at, subject.planned_at,
          subject.reported_at, subject.closed_at, seal(subject.reason, "reason"),
          seal(subject.suspension ? subject.suspension->reason : "", "suspend_reason"),
          MemberOf(subject.suspension, &Suspension::until), subject.plan_due, subject.progress_due,
          MemberOf(subject.extension, &Extension::days),
          seal(subject.extension ? subject.extension->reason : "", "extension_reason"),
          MemberOf(subject.extension, &Extension::granted_by),
          MemberOf(subject.extension, &Extension::granted_at), plan.version,
          seal(plan.text, "plan_text"), planned ? db::ToParam(plan.proposed_by) : db::Param(),
          planned ? db::ToParam(plan.proposed_at) : db::Param(), subject.report_version,
          subject.outcome, UnlessEmpty(subject.report_hash),
          MemberOf(subject.filing, &Filing::filing_no),
          MemberOf(subject.filing, &Filing::receiving_organ),
          MemberOf(subject.filing, &Filing::filed_at),
          seal(subject.feedback ? subject.feedback->explanation : "", "explanation"),
          MemberOf(subject.feedback, &Feedback::attitude),
          MemberOf(subject.feedback, &Feedback::no_channel),
          MemberOf(subject.feedback, &Feedback::given_at),
          subject.reporter_attitude ? static_cast<int64_t>(*subject.reporter_attitude) : 0,
          absl::ToInt64Microseconds(subject.suspended), subject.id, subject.version - 1,
          subject.learnt));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Case> CaseStore::Find(db::Transaction& transaction, CaseId id) const {
  ASSIGN_OR_RETURN(std::optional<Case> subject, transaction.QueryOne(kFind, ReadWhole, id));
  if (!subject.has_value()) return RefuseUnknown("案件", "case");
  ASSIGN_OR_RETURN(security::DataKey key, keys_.Find(transaction, subject->assignment.lead.uuid));
  const CaseVault vault(std::move(key), id);
  RETURN_IF_ERROR(OpenTexts(*subject, vault));
  RETURN_IF_ERROR(taskforces_.Read(transaction, *subject, vault));
  RETURN_IF_ERROR(plans_.Read(transaction, *subject, vault));
  RETURN_IF_ERROR(steps_.Read(transaction, *subject, vault));
  RETURN_IF_ERROR(findings_.Read(transaction, *subject, vault));
  if (!subject->report_hash.empty()) {
    ASSIGN_OR_RETURN(subject->endorsements,
                     endorsements_.List(transaction, id, subject->report_version));
  }
  RETURN_IF_ERROR(conclusions_.Read(transaction, *subject));
  RETURN_IF_ERROR(umbrellas_.Read(transaction, *subject));
  return *std::move(subject);
}

absl::StatusOr<std::vector<Case>> CaseStore::List(db::Transaction& transaction,
                                                  const CaseFilter& filter,
                                                  const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Case> cases;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { cases.push_back(ReadLine(row)); }, filter.division + "%",
      page.before, state, state, filter.unit, filter.unit, filter.lead, filter.lead, filter.lead_no,
      filter.own_unit, CaseState::kRecalled, filter.own_unit, filter.viewer, filter.viewer,
      page.size + 1));
  return cases;
}

absl::Status CaseStore::HoldOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Query(
      kHoldOf, [](const db::Row&) {}, lead);
}

absl::Status CaseStore::Hold(db::Transaction& transaction, CaseId id) const {
  return transaction.Query(
      kHold, [](const db::Row&) {}, id);
}

absl::StatusOr<int> CaseStore::LastRound(db::Transaction& transaction, LeadId lead) const {
  int round = 0;
  RETURN_IF_ERROR(transaction.Query(
      kLastRound, [&](const db::Row& row) { round = static_cast<int>(row.Int(0)); }, lead));
  return round;
}

absl::Status CaseStore::NoteLearning(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kLearn, lead).status();
}

absl::StatusOr<std::vector<CaseId>> CaseStore::ListToResume(db::Transaction& transaction,
                                                            absl::Time now, int limit) const {
  std::vector<CaseId> ended;
  RETURN_IF_ERROR(transaction.Query(
      kListToResume, [&](const db::Row& row) { ended.push_back(row.As<CaseId>(0)); },
      CaseState::kSuspended, now, limit));
  return ended;
}

}  // namespace hecha::verification
