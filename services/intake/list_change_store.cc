#include "services/intake/list_change_store.h"

#include <string>
#include <string_view>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO list_change (version, state, level, instruction, key_lead, document_no, "
    "issuing_body, instructed_by, deadline, words_differ, row_hash, found_at, decided_by, "
    "decided_at, reason, id, lead_id, division) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE list_change SET version = ?, state = ?, level = ?, instruction = ?, key_lead = ?, "
    "document_no = ?, issuing_body = ?, instructed_by = ?, deadline = ?, words_differ = ?, "
    "row_hash = ?, found_at = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ? AND "
    "version = ?";
#define LIST_CHANGE_COLUMNS                                                                   \
  "SELECT id, version, lead_id, division, state, level, instruction, key_lead, document_no, " \
  "issuing_body, instructed_by, deadline, words_differ, row_hash, found_at, decided_by, "     \
  "decided_at, reason FROM list_change "
constexpr char kFind[] = LIST_CHANGE_COLUMNS "WHERE id = ?";
constexpr char kHoldNewest[] =
    LIST_CHANGE_COLUMNS "WHERE lead_id = ? ORDER BY id DESC LIMIT 1 FOR UPDATE";
constexpr char kListByLead[] = LIST_CHANGE_COLUMNS "WHERE lead_id = ? ORDER BY id DESC";
#undef LIST_CHANGE_COLUMNS
constexpr char kDelete[] = "DELETE FROM list_change WHERE lead_id = ?";

std::string Context(const ListChange& change, std::string_view column) {
  return security::ColumnContext("list_change", change.id.uuid.bytes(), column);
}

ListChange Read(const db::Row& row) {
  ListChange change;
  change.id = row.As<ListChangeId>(0);
  change.version = row.Int(1);
  change.lead = row.As<LeadId>(2);
  change.division = row.Text(3);
  change.state = static_cast<ListChangeState>(row.Int(4));
  change.terms.level = static_cast<Level>(row.Int(5));
  change.terms.instruction = static_cast<Instruction>(row.Int(6));
  change.terms.key_lead = row.Bool(7);
  change.terms.document_no = row.Text(8);
  change.terms.issuing_body = row.Text(9);
  change.terms.instructed_by = row.Text(10);
  change.terms.deadline = row.OptionalTime(11);
  change.words_differ = row.Bool(12);
  change.row_hash = row.Text(13);
  change.found_at = row.Time(14);
  if (!row.IsNull(15)) change.decided_by = row.As<UserId>(15);
  change.decided_at = row.OptionalTime(16);
  change.reason = row.Text(17);
  return change;
}

std::optional<UserId> UnlessNil(UserId user) {
  return user.nil() ? std::nullopt : std::optional<UserId>(user);
}

}  // namespace

absl::Status ListChangeStore::Insert(db::Transaction& transaction, const ListChange& change) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, change.lead.uuid));
  const ListTerms& terms = change.terms;
  return transaction
      .Execute(kInsert, change.version, change.state, terms.level, terms.instruction,
               terms.key_lead, terms.document_no, terms.issuing_body,
               key.Seal(terms.instructed_by, Context(change, "instructed_by")), terms.deadline,
               change.words_differ, change.row_hash, change.found_at, UnlessNil(change.decided_by),
               change.decided_at, key.Seal(change.reason, Context(change, "reason")), change.id,
               change.lead, change.division)
      .status();
}

absl::Status ListChangeStore::Update(db::Transaction& transaction, const ListChange& change) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, change.lead.uuid));
  const ListTerms& terms = change.terms;
  ASSIGN_OR_RETURN(
      const int64_t updated,
      transaction.Execute(kUpdate, change.version, change.state, terms.level, terms.instruction,
                          terms.key_lead, terms.document_no, terms.issuing_body,
                          key.Seal(terms.instructed_by, Context(change, "instructed_by")),
                          terms.deadline, change.words_differ, change.row_hash, change.found_at,
                          UnlessNil(change.decided_by), change.decided_at,
                          key.Seal(change.reason, Context(change, "reason")), change.id,
                          change.version - 1));
  return updated == 1 ? absl::OkStatus() : RefuseStale();
}

absl::StatusOr<ListChange> ListChangeStore::Find(db::Transaction& transaction,
                                                 ListChangeId id) const {
  ASSIGN_OR_RETURN(std::optional<ListChange> change, transaction.QueryOne(kFind, Read, id));
  if (!change.has_value()) return RefuseUnknown("名单变更", "change of a list");
  RETURN_IF_ERROR(Open(transaction, *change));
  return *std::move(change);
}

absl::StatusOr<std::optional<ListChange>> ListChangeStore::HoldNewest(db::Transaction& transaction,
                                                                      LeadId lead) const {
  ASSIGN_OR_RETURN(std::optional<ListChange> change, transaction.QueryOne(kHoldNewest, Read, lead));
  if (change.has_value()) RETURN_IF_ERROR(Open(transaction, *change));
  return change;
}

absl::StatusOr<std::vector<ListChange>> ListChangeStore::ListByLead(db::Transaction& transaction,
                                                                    LeadId lead) const {
  std::vector<ListChange> changes;
  RETURN_IF_ERROR(transaction.Query(
      kListByLead, [&](const db::Row& row) { changes.push_back(Read(row)); }, lead));
  for (ListChange& change : changes) RETURN_IF_ERROR(Open(transaction, change));
  return changes;
}

absl::Status ListChangeStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDelete, lead).status();
}

absl::Status ListChangeStore::Open(db::Transaction& transaction, ListChange& change) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, change.lead.uuid));
  ASSIGN_OR_RETURN(change.terms.instructed_by,
                   key.Open(change.terms.instructed_by, Context(change, "instructed_by")));
  ASSIGN_OR_RETURN(change.reason, key.Open(change.reason, Context(change, "reason")));
  return absl::OkStatus();
}

}  // namespace hecha::intake
