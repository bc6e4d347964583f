// A ProceedingStore persists proceedings; their texts are sealed at rest. The cause of one that a
// lead gave rise to is sealed under the data key of that lead and goes with it; what was found,
// said and decided is the file of whoever answered, under a data key of its own. The only place
// that knows the table `proceeding`. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/accountability/proceeding.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/text_vault.h"

namespace hecha::accountability {

// Which proceedings to list. An unset field filters nothing.
struct ProceedingFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<ProceedingState> state;
  std::optional<UnitId> unit;
  std::optional<ClockId> clock;
};

class ProceedingStore {
 public:
  explicit ProceedingStore(const security::Keyring& keyring) : keys_(keyring) {}

  // AlreadyExists if the id is taken or the clock has a proceeding.
  absl::Status Insert(db::Transaction& transaction, const Proceeding& proceeding) const;

  // Saves a proceeding whose version its rule counted up by one. Aborted if it changed
  // meanwhile.
  absl::Status Update(db::Transaction& transaction, const Proceeding& proceeding) const;

  // NotFound if there is no such proceeding.
  absl::StatusOr<Proceeding> Find(db::Transaction& transaction, ProceedingId id) const;

  // True if the clock has a proceeding.
  absl::StatusOr<bool> HasClock(db::Transaction& transaction, ClockId clock) const;

  // One page, newest first, and one more if there are more.
  absl::StatusOr<std::vector<Proceeding>> List(db::Transaction& transaction,
                                               const ProceedingFilter& filter,
                                               const Page& page) const;

  // Leaves no word of what a purged lead gave as a cause, nor a key to a copy of one.
  absl::Status EraseOf(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  absl::Status Open(db::Transaction& transaction, Proceeding& proceeding) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::accountability
