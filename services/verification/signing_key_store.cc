#include "services/verification/signing_key_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO signing_key (id, version, state, user_id, unit_id, division, public_key, "
    "enrolled_at, revoke_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE signing_key SET version = ?, state = ?, confirmed_by = ?, confirmed_at = ?, "
    "revoked_by = ?, revoked_at = ?, revoke_reason = ?, revoked_from = ? WHERE id = ? AND version "
    "= ?";

#define SIGNING_KEY_COLUMNS                                                               \
  "SELECT id, version, state, user_id, unit_id, division, public_key, enrolled_at, "      \
  "confirmed_by, confirmed_at, revoked_by, revoked_at, revoke_reason, revoked_from FROM " \
  "signing_key "
constexpr char kFind[] = SIGNING_KEY_COLUMNS "WHERE id = ?";
constexpr char kFindByPublicKey[] = SIGNING_KEY_COLUMNS "WHERE public_key = ?";
constexpr char kList[] = SIGNING_KEY_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND (? IS NULL OR user_id = ?) "
    "ORDER BY id DESC LIMIT ?";
#undef SIGNING_KEY_COLUMNS

SigningKey Read(const db::Row& row) {
  SigningKey key;
  key.id = row.As<SigningKeyId>(0);
  key.version = row.Int(1);
  key.state = static_cast<EnrolledKeyState>(row.Int(2));
  key.user = row.As<UserId>(3);
  key.unit = row.As<UnitId>(4);
  key.division = row.Text(5);
  key.public_key = row.Text(6);
  key.enrolled_at = row.Time(7);
  if (!row.IsNull(8)) key.confirmed_by = row.As<UserId>(8);
  key.confirmed_at = row.OptionalTime(9);
  if (!row.IsNull(10)) key.revoked_by = row.As<UserId>(10);
  key.revoked_at = row.OptionalTime(11);
  key.revoke_reason = row.Text(12);
  key.revoked_from = row.OptionalTime(13);
  return key;
}

std::optional<UserId> UnlessNil(UserId id) {
  return id.nil() ? std::nullopt : std::optional<UserId>(id);
}

}  // namespace

absl::Status SigningKeyStore::Insert(db::Transaction& transaction, const SigningKey& key) const {
  return transaction
      .Execute(kInsert, key.id, key.version, key.state, key.user, key.unit, key.division,
               key.public_key, key.enrolled_at, key.revoke_reason)
      .status();
}

absl::Status SigningKeyStore::Update(db::Transaction& transaction, const SigningKey& key) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, key.version, key.state, UnlessNil(key.confirmed_by),
                          key.confirmed_at, UnlessNil(key.revoked_by), key.revoked_at,
                          key.revoke_reason, key.revoked_from, key.id, key.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<SigningKey> SigningKeyStore::Find(db::Transaction& transaction,
                                                 SigningKeyId id) const {
  ASSIGN_OR_RETURN(std::optional<SigningKey> key, transaction.QueryOne(kFind, Read, id));
  if (!key.has_value()) return RefuseUnknown("签字密钥", "signing key");
  return *std::move(key);
}

absl::StatusOr<SigningKey> SigningKeyStore::FindByPublicKey(db::Transaction& transaction,
                                                            std::string_view public_key) const {
  ASSIGN_OR_RETURN(std::optional<SigningKey> key,
                   transaction.QueryOne(kFindByPublicKey, Read, public_key));
  if (!key.has_value()) return RefuseUnknown("签字密钥", "signing key");
  return *std::move(key);
}

absl::StatusOr<std::vector<SigningKey>> SigningKeyStore::List(db::Transaction& transaction,
                                                              const SigningKeyFilter& filter,
                                                              const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<SigningKey> keys;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { keys.push_back(Read(row)); }, filter.division + "%",
      page.before, state, state, filter.user, filter.user, page.size + 1));
  return keys;
}

}  // namespace hecha::verification
