#include "services/verification/taskforce_store.h"

#include <utility>

#include "services/common/base/status_macros.h"
#include "services/verification/lead_aside_store.h"

namespace hecha::verification {
namespace {

constexpr char kPutMember[] =
    "REPLACE INTO case_member (case_id, number, user_id, unit_id, role, joined_at, left_at, "
    "declaration, declared_at, related) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kPutRecusal[] =
    "REPLACE INTO case_recusal (case_id, user_id, ground, reason, directed_by, recused_at) VALUES "
    "(?, ?, ?, ?, ?, ?)";
constexpr char kPutChange[] =
    "REPLACE INTO team_change (case_id, number, from_user, to_user, role, reason, changed_by, "
    "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kMembers[] =
    "SELECT user_id, unit_id, role, joined_at, left_at, declaration, declared_at, related FROM "
    "case_member WHERE case_id = ? ORDER BY number";
constexpr char kRecusals[] =
    "SELECT user_id, ground, reason, directed_by, recused_at FROM case_recusal WHERE case_id = ? "
    "ORDER BY recused_at, user_id";
constexpr char kChanges[] =
    "SELECT from_user, to_user, role, reason, changed_by, changed_at FROM team_change WHERE "
    "case_id = ? ORDER BY number";
constexpr char kSubjects[] = "SELECT fingerprint FROM case_subject WHERE case_id = ?";
constexpr char kFirstTeam[] = "SELECT user_id FROM case_member WHERE case_id = ?";
constexpr char kForgetSubjects[] = "DELETE FROM case_subject WHERE case_id = ?";
constexpr char kInsertSubject[] = "INSERT INTO case_subject (case_id, fingerprint) VALUES (?, ?)";

constexpr size_t kFingerprint = 32;

std::string Join(const std::set<std::string>& fingerprints) {
  std::string row;
  for (const std::string& fingerprint : fingerprints) row += fingerprint;
  return row;
}

std::set<std::string> Split(const std::string& row) {
  std::set<std::string> fingerprints;
  for (size_t i = 0; i + kFingerprint <= row.size(); i += kFingerprint)
    fingerprints.insert(row.substr(i, kFingerprint));
  return fingerprints;
}

std::optional<UserId> OptionalUser(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.As<UserId>(column);
}

}  // namespace

absl::Status TaskforceStore::Save(db::Transaction& transaction, const Case& subject,
                                  const CaseVault& vault) const {
  const Taskforce& taskforce = subject.taskforce;
  if (taskforce.version != subject.version) return absl::OkStatus();
  RETURN_IF_ERROR(SaveMembers(transaction, subject, vault));
  for (size_t i = 0; i < taskforce.recusals.size(); ++i) {
    const Recusal& one = taskforce.recusals[i];
    // Sealed for its person: the order of two recusals of one moment is not kept.
    RETURN_IF_ERROR(transaction
                        .Execute(kPutRecusal, subject.id, one.user, one.ground,
                                 vault.Seal(one.reason, "case_recusal", 0, one.user.ToString()),
                                 one.directed_by, one.recused_at)
                        .status());
  }
  int number = 0;
  for (const TeamChange& one : taskforce.changes) {
    ++number;
    RETURN_IF_ERROR(transaction
                        .Execute(kPutChange, subject.id, number, one.from, one.to, one.role,
                                 vault.Seal(one.reason, "team_change", number, "reason"),
                                 one.changed_by, one.changed_at)
                        .status());
  }
  return absl::OkStatus();
}

absl::Status TaskforceStore::SaveMembers(db::Transaction& transaction, const Case& subject,
                                         const CaseVault& vault) const {
  int number = 0;
  for (const TeamMember& one : subject.taskforce.members) {
    ++number;
    RETURN_IF_ERROR(transaction
                        .Execute(kPutMember, subject.id, number, one.user, one.unit, one.role,
                                 one.joined_at, one.left_at,
                                 vault.Seal(one.declaration, "case_member", number, "declaration"),
                                 one.declared_at, Join(one.related))
                        .status());
  }
  return absl::OkStatus();
}

absl::Status TaskforceStore::Read(db::Transaction& transaction, Case& subject,
                                  const CaseVault& vault) const {
  RETURN_IF_ERROR(ReadMembers(transaction, subject, vault));
  RETURN_IF_ERROR(ReadTrail(transaction, subject, vault));
  RETURN_IF_ERROR(ReadOthers(transaction, subject));
  return transaction.Query(
      kSubjects, [&](const db::Row& row) { subject.taskforce.subjects.insert(row.Text(0)); },
      subject.id);
}

absl::Status TaskforceStore::ReadOthers(db::Transaction& transaction, Case& subject) {
  Taskforce& taskforce = subject.taskforce;
  ASSIGN_OR_RETURN(taskforce.aside, LeadAsideStore().List(transaction, subject.assignment.lead));
  if (!subject.assignment.review_of.has_value()) return absl::OkStatus();
  return transaction.Query(
      kFirstTeam, [&](const db::Row& row) { taskforce.first_team.insert(row.As<UserId>(0)); },
      *subject.assignment.review_of);
}

absl::Status TaskforceStore::ReadMembers(db::Transaction& transaction, Case& subject,
                                         const CaseVault& vault) const {
  std::vector<TeamMember>& members = subject.taskforce.members;
  RETURN_IF_ERROR(transaction.Query(
      kMembers,
      [&](const db::Row& row) {
        members.push_back({.user = row.As<UserId>(0),
                           .unit = row.As<UnitId>(1),
                           .role = static_cast<TeamRole>(row.Int(2)),
                           .joined_at = row.Time(3),
                           .left_at = row.OptionalTime(4),
                           .declaration = row.Text(5),
                           .declared_at = row.OptionalTime(6),
                           .related = Split(row.Text(7))});
      },
      subject.id));
  int number = 0;
  for (TeamMember& one : members)
    RETURN_IF_ERROR(vault.Open(one.declaration, "case_member", ++number, "declaration"));
  return absl::OkStatus();
}

absl::Status TaskforceStore::ReadTrail(db::Transaction& transaction, Case& subject,
                                       const CaseVault& vault) const {
  Taskforce& taskforce = subject.taskforce;
  RETURN_IF_ERROR(transaction.Query(
      kRecusals,
      [&](const db::Row& row) {
        taskforce.recusals.push_back({row.As<UserId>(0), static_cast<RecusalGround>(row.Int(1)),
                                      row.Text(2), OptionalUser(row, 3), row.Time(4)});
      },
      subject.id));
  for (Recusal& one : taskforce.recusals)
    RETURN_IF_ERROR(vault.Open(one.reason, "case_recusal", 0, one.user.ToString()));
  RETURN_IF_ERROR(transaction.Query(
      kChanges,
      [&](const db::Row& row) {
        taskforce.changes.push_back({OptionalUser(row, 0), OptionalUser(row, 1),
                                     static_cast<TeamRole>(row.Int(2)), row.Text(3),
                                     row.As<UserId>(4), row.Time(5)});
      },
      subject.id));
  int number = 0;
  for (TeamChange& one : taskforce.changes)
    RETURN_IF_ERROR(vault.Open(one.reason, "team_change", ++number, "reason"));
  return absl::OkStatus();
}

absl::Status TaskforceStore::ReplaceSubjects(db::Transaction& transaction, CaseId id,
                                             const std::set<std::string>& fingerprints) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetSubjects, id).status());
  for (const std::string& fingerprint : fingerprints)
    RETURN_IF_ERROR(transaction.Execute(kInsertSubject, id, fingerprint).status());
  return absl::OkStatus();
}

}  // namespace hecha::verification
