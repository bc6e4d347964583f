#include "gateway/directory/second_factor_store.h"

#include <string>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

constexpr char kLock[] =
    "SELECT division, state, secret, last_step, version FROM second_factor WHERE user_id = ? "
    "FOR UPDATE";

constexpr char kIsActive[] = "SELECT state FROM second_factor WHERE user_id = ?";

constexpr char kSave[] =
    "INSERT INTO second_factor (user_id, division, state, secret, last_step, version) "
    "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE division = VALUES(division), "
    "state = VALUES(state), secret = VALUES(secret), last_step = VALUES(last_step), "
    "version = VALUES(version)";

std::string SecretContext(UserId user) {
  return security::ColumnContext("second_factor", user.ToString(), "secret");
}

}  // namespace

absl::StatusOr<std::optional<SecondFactor>> SecondFactorStore::Lock(db::Transaction& transaction,
                                                                    UserId user) const {
  ASSIGN_OR_RETURN(std::optional<SecondFactor> found,
                   transaction.QueryOne(
                       kLock,
                       [&](const db::Row& row) {
                         return SecondFactor{
                             user,        row.Text(0), static_cast<SecondFactorState>(row.Int(1)),
                             row.Text(2), row.Int(3),  row.Int(4)};
                       },
                       user));
  if (found.has_value() && !found->secret.empty()) {
    ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, user.uuid));
    ASSIGN_OR_RETURN(found->secret, key.Open(found->secret, SecretContext(user)));
  }
  return found;
}

absl::StatusOr<bool> SecondFactorStore::IsActive(db::Transaction& transaction, UserId user) const {
  ASSIGN_OR_RETURN(const std::optional<int64_t> state,
                   transaction.QueryOne(
                       kIsActive, [](const db::Row& row) { return row.Int(0); }, user));
  return state == static_cast<int64_t>(SecondFactorState::kActive);
}

absl::Status SecondFactorStore::Save(db::Transaction& transaction,
                                     const SecondFactor& factor) const {
  std::string sealed;
  if (!factor.secret.empty()) {
    ASSIGN_OR_RETURN(const security::DataKey key,
                     keys_.Ensure(transaction, {factor.user.uuid, factor.division}));
    sealed = key.Seal(factor.secret, SecretContext(factor.user));
  }
  return transaction
      .Execute(kSave, factor.user, factor.division, static_cast<int64_t>(factor.state), sealed,
               factor.last_step, factor.version)
      .status();
}

}  // namespace hecha::directory
