// An InvestigatorStore keeps verification's copy of the directory's investigators. Stateless;
// safe for concurrent use.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/investigator.h"

namespace hecha::verification {

class InvestigatorStore {
 public:
  // Inserts the investigator, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const Investigator& investigator) const;

  // All of a town, active or not, ordered by id.
  absl::StatusOr<std::vector<Investigator>> ListByTown(db::Transaction& transaction,
                                                       std::string_view division) const;
};

}  // namespace hecha::verification
