// A ConclusionStore persists what follows from a case's outcome: the city's acceptance, the dates
// of the hand-over. Safe for concurrent use.
#pragma once

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/case.h"

namespace hecha::verification {

class ConclusionStore {
 public:
  explicit ConclusionStore(const security::Keyring& keyring) : keys_(keyring) {}

  // Saves what `subject` has of it, in place of what was saved before.
  absl::Status Put(db::Transaction& transaction, const Case& subject) const;

  // Fills it in; `subject` has its filing already where there is one.
  absl::Status Read(db::Transaction& transaction, Case& subject) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
