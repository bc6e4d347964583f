// A ProceedingStore persists proceedings; their texts are sealed at rest. The only place that
// knows the table `proceeding`. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/accountability/proceeding.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/keyring.h"

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
  explicit ProceedingStore(const security::Keyring& keyring) : keyring_(keyring) {}

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

 private:
  std::string Seal(const Proceeding& proceeding, std::string_view column,
                   const std::string& text) const;
  absl::Status Open(Proceeding& proceeding) const;

  const security::Keyring& keyring_;
};

}  // namespace hecha::accountability
