// A StatisticsStore keeps totals: one counter for each division, measure, unit and code, changed
// in the transaction that changes the line it counts. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/supervision/statistics.h"

namespace hecha::supervision {

class StatisticsStore {
 public:
  // Adds each change's `count` to the counter that it names.
  absl::Status Add(db::Transaction& transaction, const std::vector<Total>& changes) const;

  // The counters that are not zero, ordered by division, measure, unit and code.
  absl::StatusOr<std::vector<Total>> List(db::Transaction& transaction,
                                          std::string_view division_prefix,
                                          std::optional<Measure> measure) const;

  // Every counter, those that came back to zero too.
  absl::StatusOr<std::vector<Total>> ListAll(db::Transaction& transaction) const;

  // The same totals as List, counted anew from the lines; reads every one of them.
  absl::StatusOr<std::vector<Total>> Count(db::Transaction& transaction,
                                           std::string_view division_prefix) const;
};

}  // namespace hecha::supervision
