#include "services/intake/custodian_key_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO custodian_key (id, version, state, user_id, division, public_key, "
    "enrolled_at, revoke_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE custodian_key SET version = ?, state = ?, confirmed_by = ?, confirmed_at = ?, "
    "revoked_by = ?, revoked_at = ?, revoke_reason = ? WHERE id = ? AND version = ?";

#define CUSTODIAN_KEY_COLUMNS                                               \
  "SELECT id, version, state, user_id, division, public_key, enrolled_at, " \
  "confirmed_by, confirmed_at, revoked_by, revoked_at, revoke_reason FROM custodian_key "
constexpr char kFind[] = CUSTODIAN_KEY_COLUMNS "WHERE id = ?";
constexpr char kListSealing[] =
    CUSTODIAN_KEY_COLUMNS "WHERE state = ? AND ? LIKE CONCAT(division, '%') ORDER BY id";
constexpr char kListOf[] = CUSTODIAN_KEY_COLUMNS "WHERE state = ? AND user_id = ? ORDER BY id";
constexpr char kList[] =
    CUSTODIAN_KEY_COLUMNS "WHERE division LIKE ? AND id < ? ORDER BY id DESC LIMIT ?";
#undef CUSTODIAN_KEY_COLUMNS

CustodianKey Read(const db::Row& row) {
  CustodianKey key;
  key.id = row.As<CustodianKeyId>(0);
  key.version = row.Int(1);
  key.state = static_cast<EnrolledKeyState>(row.Int(2));
  key.user = row.As<UserId>(3);
  key.division = row.Text(4);
  key.public_key = row.Text(5);
  key.enrolled_at = row.Time(6);
  if (!row.IsNull(7)) key.confirmed_by = row.As<UserId>(7);
  key.confirmed_at = row.OptionalTime(8);
  if (!row.IsNull(9)) key.revoked_by = row.As<UserId>(9);
  key.revoked_at = row.OptionalTime(10);
  key.revoke_reason = row.Text(11);
  return key;
}

std::optional<UserId> UnlessNil(UserId id) {
  return id.nil() ? std::nullopt : std::optional<UserId>(id);
}

}  // namespace

absl::Status CustodianKeyStore::Insert(db::Transaction& transaction,
                                       const CustodianKey& key) const {
  return transaction
      .Execute(kInsert, key.id, key.version, key.state, key.user, key.division, key.public_key,
               key.enrolled_at, key.revoke_reason)
      .status();
}

absl::Status CustodianKeyStore::Update(db::Transaction& transaction,
                                       const CustodianKey& key) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, key.version, key.state, UnlessNil(key.confirmed_by),
                                       key.confirmed_at, UnlessNil(key.revoked_by), key.revoked_at,
                                       key.revoke_reason, key.id, key.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<CustodianKey> CustodianKeyStore::Find(db::Transaction& transaction,
                                                     CustodianKeyId id) const {
  ASSIGN_OR_RETURN(std::optional<CustodianKey> key, transaction.QueryOne(kFind, Read, id));
  if (!key.has_value()) return RefuseUnknown("保管密钥", "custodian key");
  return *std::move(key);
}

absl::StatusOr<std::vector<CustodianKey>> CustodianKeyStore::ListSealing(
    db::Transaction& transaction, const std::string& town) const {
  std::vector<CustodianKey> keys;
  RETURN_IF_ERROR(transaction.Query(
      kListSealing, [&](const db::Row& row) { keys.push_back(Read(row)); },
      EnrolledKeyState::kConfirmed, town));
  return keys;
}

absl::StatusOr<std::vector<CustodianKey>> CustodianKeyStore::ListOf(db::Transaction& transaction,
                                                                    UserId user) const {
  std::vector<CustodianKey> keys;
  RETURN_IF_ERROR(transaction.Query(
      kListOf, [&](const db::Row& row) { keys.push_back(Read(row)); }, EnrolledKeyState::kConfirmed,
      user));
  return keys;
}

absl::StatusOr<std::vector<CustodianKey>> CustodianKeyStore::List(db::Transaction& transaction,
                                                                  const std::string& division,
                                                                  const Page& page) const {
  std::vector<CustodianKey> keys;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { keys.push_back(Read(row)); }, division + "%", page.before,
      page.size + 1));
  return keys;
}

}  // namespace hecha::intake
