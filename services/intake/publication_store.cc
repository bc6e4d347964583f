#include "services/intake/publication_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO publication (id, version, division, kind, state, title, body, edited_by, "
    "edited_at, approved_by, published_at, withdrawn_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE publication SET version = ?, state = ?, title = ?, body = ?, edited_by = ?, "
    "edited_at = ?, approved_by = ?, published_at = ?, withdrawn_at = ? "
    "WHERE id = ? AND version = ?";
#define PUBLICATION_COLUMNS                                                                     \
  "SELECT id, version, division, kind, state, title, body, edited_by, edited_at, approved_by, " \
  "published_at, withdrawn_at FROM publication "
constexpr char kFind[] = PUBLICATION_COLUMNS "WHERE id = ?";
constexpr char kList[] = PUBLICATION_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR kind = ?) AND (? IS NULL OR state = ?) "
    "ORDER BY id DESC LIMIT ?";
constexpr char kListPublished[] = PUBLICATION_COLUMNS
    "WHERE state = 2 AND (? = '' OR ? LIKE CONCAT(division, '%')) AND id < ? "
    "AND (? IS NULL OR kind = ?) ORDER BY id DESC LIMIT ?";
#undef PUBLICATION_COLUMNS

constexpr char kInsertEntry[] =
    "INSERT INTO publication_entry (publication_id, version, action, user_id, at, text_hash, "
    "reason) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kListEntries[] =
    "SELECT version, action, user_id, at, text_hash, reason FROM publication_entry "
    "WHERE publication_id = ? ORDER BY version";

db::Param UserOrNull(UserId user) { return user.nil() ? db::Param() : db::ToParam(user); }

Publication Read(const db::Row& row) {
  Publication publication;
  publication.id = row.As<PublicationId>(0);
  publication.version = row.Int(1);
  publication.division = row.Text(2);
  publication.kind = static_cast<PublicationKind>(row.Int(3));
  publication.state = static_cast<PublicationState>(row.Int(4));
  publication.text = {row.Text(5), row.Text(6)};
  publication.edited_by = row.As<UserId>(7);
  publication.edited_at = row.Time(8);
  if (!row.IsNull(9)) publication.approved_by = row.As<UserId>(9);
  publication.published_at = row.OptionalTime(10);
  publication.withdrawn_at = row.OptionalTime(11);
  return publication;
}

PublicationEntry ReadEntry(const db::Row& row) {
  PublicationEntry entry;
  entry.version = row.Int(0);
  entry.action = row.Text(1);
  entry.user = row.As<UserId>(2);
  entry.at = row.Time(3);
  entry.text_hash = row.Text(4);
  entry.reason = row.Text(5);
  return entry;
}

}  // namespace

absl::Status PublicationStore::Insert(db::Transaction& transaction,
                                      const Publication& publication) const {
  return transaction
      .Execute(kInsert, publication.id, publication.version, publication.division, publication.kind,
               publication.state, publication.text.title, publication.text.body,
               publication.edited_by, publication.edited_at, UserOrNull(publication.approved_by),
               publication.published_at, publication.withdrawn_at)
      .status();
}

absl::Status PublicationStore::Update(db::Transaction& transaction,
                                      const Publication& publication) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, publication.version, publication.state, publication.text.title,
                          publication.text.body, publication.edited_by, publication.edited_at,
                          UserOrNull(publication.approved_by), publication.published_at,
                          publication.withdrawn_at, publication.id, publication.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Publication> PublicationStore::Find(db::Transaction& transaction,
                                                   PublicationId id) const {
  ASSIGN_OR_RETURN(std::optional<Publication> publication, transaction.QueryOne(kFind, Read, id));
  if (!publication.has_value()) return RefuseUnknown("宣传材料", "publication");
  return *std::move(publication);
}

absl::StatusOr<std::vector<Publication>> PublicationStore::List(db::Transaction& transaction,
                                                                const PublicationFilter& filter,
                                                                const Page& page) const {
  std::vector<Publication> found;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { found.push_back(Read(row)); }, filter.division + "%",
      page.before, filter.kind, filter.kind, filter.state, filter.state, page.size + 1));
  return found;
}

absl::StatusOr<std::vector<Publication>> PublicationStore::ListPublished(
    db::Transaction& transaction, const std::string& division, std::optional<PublicationKind> kind,
    const Page& page) const {
  std::vector<Publication> found;
  RETURN_IF_ERROR(transaction.Query(
      kListPublished, [&](const db::Row& row) { found.push_back(Read(row)); }, division, division,
      page.before, kind, kind, page.size + 1));
  return found;
}

absl::Status PublicationStore::AddEntry(db::Transaction& transaction, PublicationId id,
                                        const PublicationEntry& entry) const {
  return transaction
      .Execute(kInsertEntry, id, entry.version, entry.action, entry.user, entry.at, entry.text_hash,
               entry.reason)
      .status();
}

absl::StatusOr<std::vector<PublicationEntry>> PublicationStore::ListEntries(
    db::Transaction& transaction, PublicationId id) const {
  std::vector<PublicationEntry> entries;
  RETURN_IF_ERROR(transaction.Query(
      kListEntries, [&](const db::Row& row) { entries.push_back(ReadEntry(row)); }, id));
  return entries;
}

}  // namespace hecha::intake
