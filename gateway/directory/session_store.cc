#include "gateway/directory/session_store.h"

namespace hecha::directory {
namespace {

constexpr char kInsert[] =
    "INSERT INTO session (id, user_id, created_at, last_used_at, expires_at) "
    "VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id";

constexpr char kFind[] =
    "SELECT user_id, created_at, last_used_at, expires_at FROM session WHERE id = ?";

constexpr char kTouch[] = "UPDATE session SET last_used_at = ? WHERE id = ? AND last_used_at < ?";

constexpr char kDelete[] = "DELETE FROM session WHERE id = ?";

constexpr char kDeleteOf[] = "DELETE FROM session WHERE user_id = ? AND id <> ?";

constexpr char kDeleteExpired[] = "DELETE FROM session WHERE expires_at < ? LIMIT 1000";

}  // namespace

absl::Status SessionStore::Insert(db::Transaction& transaction, const Session& session) const {
  return transaction
      .Execute(kInsert, session.id.hash, session.user, session.created_at, session.last_used_at,
               session.expires_at)
      .status();
}

absl::StatusOr<std::optional<Session>> SessionStore::Find(db::Transaction& transaction,
                                                          const SessionId& id) const {
  return transaction.QueryOne(
      kFind,
      [&](const db::Row& row) {
        return Session{id, row.As<UserId>(0), row.Time(1), row.Time(2), row.Time(3)};
      },
      id.hash);
}

absl::Status SessionStore::Touch(db::Transaction& transaction, const SessionId& id,
                                 absl::Time now) const {
  return transaction.Execute(kTouch, now, id.hash, now).status();
}

absl::Status SessionStore::Delete(db::Transaction& transaction, const SessionId& id) const {
  return transaction.Execute(kDelete, id.hash).status();
}

absl::Status SessionStore::DeleteOf(db::Transaction& transaction, const UserId& user,
                                    const std::optional<SessionId>& kept) const {
  return transaction.Execute(kDeleteOf, user, kept.has_value() ? kept->hash : std::string())
      .status();
}

absl::Status SessionStore::DeleteExpired(db::Transaction& transaction, absl::Time now) const {
  return transaction.Execute(kDeleteExpired, now).status();
}

}  // namespace hecha::directory
