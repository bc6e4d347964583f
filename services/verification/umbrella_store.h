// An UmbrellaStore persists the calls of teams for the discipline commission; reasons are sealed
// under the lead's key. It does not move the case's version: the town must not see that of a call
// about its own leader. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/case.h"

namespace hecha::verification {

class UmbrellaStore {
 public:
  explicit UmbrellaStore(const security::Keyring& keyring) : keys_(keyring) {}

  // Saves the flag that `subject` has got. AlreadyExists if it had one.
  absl::Status Insert(db::Transaction& transaction, const Case& subject) const;

  // Fills it in, if there is one.
  absl::Status Read(db::Transaction& transaction, Case& subject) const;

  // Notes that the commission concluded the letter of the case's flag.
  absl::Status Conclude(db::Transaction& transaction, CaseId id, absl::Time at) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
