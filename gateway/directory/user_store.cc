#include "gateway/directory/user_store.h"

#include <fmt/format.h>

#include "gateway/directory/bits.h"
#include "services/common/base/refusal.h"

namespace hecha::directory {
namespace {

#define USER_COLUMNS                                                                         \
  "id, version, username, display_name, unit_id, division, roles, password_hash, disabled, " \
  "created_at"

constexpr char kInsert[] =
    "INSERT INTO user (" USER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr char kUpdate[] =
    "UPDATE user SET version = ?, display_name = ?, roles = ?, password_hash = ?, disabled = ? "
    "WHERE id = ? AND version = ?";

constexpr char kFind[] = "SELECT " USER_COLUMNS " FROM user WHERE id = ?";

constexpr char kFindAll[] = "SELECT " USER_COLUMNS " FROM user WHERE id IN ({})";

constexpr char kFindByUsername[] = "SELECT " USER_COLUMNS " FROM user WHERE username = ?";

constexpr char kList[] =
    "SELECT " USER_COLUMNS
    " FROM user WHERE id < ? AND division LIKE CONCAT(?, '%') AND (? IS NULL OR unit_id = ?) "
    "AND (? = 0 OR roles & ? <> 0) ORDER BY id DESC LIMIT ?";

#undef USER_COLUMNS

User Read(const db::Row& row) {
  User user;
  user.id = row.As<UserId>(0);
  user.version = row.Int(1);
  user.username = row.Text(2);
  user.display_name = row.Text(3);
  user.unit = row.As<UnitId>(4);
  user.division = row.Text(5);
  user.roles = FromBits<Role>(row.Int(6));
  user.password_hash = row.Text(7);
  user.disabled = row.Bool(8);
  user.created_at = row.Time(9);
  return user;
}

}  // namespace

absl::Status UserStore::Insert(db::Transaction& transaction, const User& user) const {
  const absl::Status status =
      transaction
          .Execute(kInsert, user.id, user.version, user.username, user.display_name, user.unit,
                   user.division, ToBits(user.roles), user.password_hash, user.disabled,
                   user.created_at)
          .status();
  if (absl::IsAlreadyExists(status))
    return Refuse(absl::StatusCode::kAlreadyExists,
                  {"USERNAME_TAKEN", "username", "用户名已被占用", "the username is taken"});
  return status;
}

absl::Status UserStore::Update(db::Transaction& transaction, const User& user) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, user.version, user.display_name, ToBits(user.roles),
                          user.password_hash, user.disabled, user.id, user.version - 1));
  return changed == 1 ? absl::OkStatus() : RefuseStale();
}

absl::StatusOr<User> UserStore::Find(db::Transaction& transaction, const UserId& id) const {
  ASSIGN_OR_RETURN(std::optional<User> user, transaction.QueryOne(kFind, Read, id));
  if (!user.has_value()) return RefuseUnknown("用户", "user");
  return *std::move(user);
}

absl::StatusOr<std::vector<User>> UserStore::FindAll(db::Transaction& transaction,
                                                     const std::vector<UserId>& ids) const {
  const std::vector<std::string> marks(ids.size(), "?");
  std::vector<db::Param> params;
  for (const UserId& id : ids) params.push_back(db::ToParam(id));
  std::vector<User> users;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kFindAll, fmt::join(marks, ", ")),
      [&](const db::Row& row) { users.push_back(Read(row)); }, params));
  return users;
}

absl::StatusOr<std::optional<User>> UserStore::FindByUsername(db::Transaction& transaction,
                                                              const std::string& username) const {
  return transaction.QueryOne(kFindByUsername, Read, username);
}

absl::StatusOr<std::vector<User>> UserStore::List(db::Transaction& transaction,
                                                  const UserFilter& filter,
                                                  const Page& page) const {
  std::vector<User> users;
  const int64_t role = BitOf(filter.role);
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { users.push_back(Read(row)); }, page.before, filter.division,
      filter.unit, filter.unit, role, role, page.size + 1));
  return users;
}

}  // namespace hecha::directory
