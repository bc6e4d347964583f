// A SecondFactorStore keeps users' second factors, their secrets sealed. The only place that
// knows the table `second_factor`. Safe for concurrent use.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/second_factor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"

namespace hecha::directory {

class SecondFactorStore {
 public:
  explicit SecondFactorStore(const security::Keyring& keyring) : keys_(keyring) {}

  // The user's factor, of whatever state, locked until the transaction ends.
  absl::StatusOr<std::optional<SecondFactor>> Lock(db::Transaction& transaction, UserId user) const;

  // True if signing in needs a second factor.
  absl::StatusOr<bool> IsActive(db::Transaction& transaction, UserId user) const;

  // Writes the factor as it is, over the row that Lock found, if it found one.
  absl::Status Save(db::Transaction& transaction, const SecondFactor& factor) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::directory
