#include "services/verification/umbrella_store.h"

#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO umbrella_flag (case_id, id, flagged_by, flagged_at, reason, about_leader) VALUES "
    "(?, ?, ?, ?, ?, ?)";
constexpr char kRead[] =
    "SELECT id, flagged_by, flagged_at, reason, about_leader, concluded_at FROM umbrella_flag "
    "WHERE case_id = ?";
constexpr char kConclude[] =
    "UPDATE umbrella_flag SET concluded_at = ? WHERE case_id = ? AND concluded_at IS NULL";

// Where reasons lay once: what was sealed there is opened as it is.
std::string Context(CaseId id) {
  return security::ColumnContext("case_conclusion", id.ToString(), "umbrella_reason");
}

UmbrellaFlag ReadFlag(const db::Row& row) {
  UmbrellaFlag flag;
  flag.id = row.As<UmbrellaFlagId>(0);
  flag.flagged_by = row.As<UserId>(1);
  flag.flagged_at = row.Time(2);
  flag.reason = row.Text(3);
  flag.about_leader = row.Bool(4);
  flag.concluded_at = row.OptionalTime(5);
  return flag;
}

}  // namespace

absl::Status UmbrellaStore::Insert(db::Transaction& transaction, const Case& subject) const {
  const UmbrellaFlag& flag = *subject.umbrella;
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  return transaction
      .Execute(kInsert, subject.id, flag.id, flag.flagged_by, flag.flagged_at,
               key.Seal(flag.reason, Context(subject.id)), flag.about_leader)
      .status();
}

absl::Status UmbrellaStore::Read(db::Transaction& transaction, Case& subject) const {
  ASSIGN_OR_RETURN(subject.umbrella, transaction.QueryOne(kRead, ReadFlag, subject.id));
  if (!subject.umbrella.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  ASSIGN_OR_RETURN(subject.umbrella->reason,
                   key.Open(subject.umbrella->reason, Context(subject.id)));
  return absl::OkStatus();
}

absl::Status UmbrellaStore::Conclude(db::Transaction& transaction, CaseId id, absl::Time at) const {
  return transaction.Execute(kConclude, at, id).status();
}

}  // namespace hecha::verification
