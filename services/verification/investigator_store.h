// An InvestigatorStore keeps verification's copy of the directory's investigators. Stateless;
// safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/investigator.h"

namespace hecha::verification {

class InvestigatorStore {
 public:
  // Inserts the investigator, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const Investigator& investigator) const;

  // All of a unit, active or not, ordered by id.
  absl::StatusOr<std::vector<Investigator>> ListByUnit(db::Transaction& transaction,
                                                       UnitId unit) const;
};

}  // namespace hecha::verification
