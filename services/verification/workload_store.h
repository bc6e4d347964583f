// A WorkloadStore counts who works on what, from the tables of cases and their taskforces.
// Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/workload.h"

namespace hecha::verification {

// Which units to count. An unset field filters nothing.
struct WorkloadFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<UnitId> unit;
};

class WorkloadStore {
 public:
  // Of all units with an investigator or an open case, by unit; overdue at `now`.
  absl::StatusOr<Workload> Count(db::Transaction& transaction, const WorkloadFilter& filter,
                                 absl::Time now) const;
};

}  // namespace hecha::verification
