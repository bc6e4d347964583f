// A StatisticsService reads totals and proves that they equal their lines. Safe for concurrent
// use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/supervision/statistics_store.h"

namespace hecha::supervision {

// A total that does not equal its lines.
struct Difference {
  Total total;
  int64_t lines = 0;
};

struct Reconciliation {
  int64_t compared = 0;
  std::vector<Difference> differences;
};

class StatisticsService {
 public:
  explicit StatisticsService(db::Database& database) : database_(database) {}

  // The totals of one measure under a division prefix within the caller's scope.
  absl::StatusOr<std::vector<Total>> Query(const Call& call, std::string division, Measure measure);

  // Counts every line of the caller's scope, in the snapshot that the totals are read in.
  absl::StatusOr<Reconciliation> Reconcile(const Call& call);

  // Every total, for the gauges that operators watch; a gauge has to come back to zero.
  absl::StatusOr<std::vector<Total>> All(absl::Time deadline);

 private:
  db::Database& database_;
  const StatisticsStore statistics_{};
};

}  // namespace hecha::supervision
