// A WaitingCaseStore finds cases that may wait for somebody. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"

namespace hecha::verification {

struct WaitingFilter {
  // Prefix of the division code.
  std::string division;
  UserId viewer;
  // Only cases of this unit, and those in whose taskforce the viewer is.
  std::optional<UnitId> own_unit;
};

class WaitingCaseStore {
 public:
  // At most `limit` cases in `state` with an id above `after`, the longest open first. Under
  // investigation, only those in whose taskforce the viewer is.
  absl::StatusOr<std::vector<CaseId>> List(db::Transaction& transaction,
                                           const WaitingFilter& filter, CaseState state,
                                           CaseId after, int limit) const;
};

}  // namespace hecha::verification
