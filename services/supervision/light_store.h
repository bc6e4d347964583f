// A LightStore finds clocks by the light that they show, and by the leads that they time.
// Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/supervision/clock_store.h"

namespace hecha::supervision {

struct LightFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<UnitId> unit;
  // As in ClockFilter.
  UnitId hidden_from;
};

class LightStore {
 public:
  // Up to `limit` running clocks, the gravest light first, then the soonest due.
  absl::StatusOr<std::vector<LeadClock>> ListGravest(db::Transaction& transaction,
                                                     const LightFilter& filter, int limit) const;

  // The clocks of `leads` that are not stopped.
  absl::StatusOr<std::vector<LeadClock>> ListOf(db::Transaction& transaction,
                                                const LightFilter& filter,
                                                const std::vector<LeadId>& leads) const;

 private:
  absl::StatusOr<std::vector<LeadClock>> FindAll(db::Transaction& transaction,
                                                 const std::vector<ClockId>& ids) const;

  const ClockStore clocks_{};
};

}  // namespace hecha::supervision
