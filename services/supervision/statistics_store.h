// A StatisticsStore keeps totals: one counter for each division, measure, unit and code, changed
// in the transaction that changes the line it counts. Stateless; safe for concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/db/transaction.h"

namespace hecha::supervision {

// Numbers equal those of hecha.supervision.v1.
enum class Measure : uint8_t {
  kState = 1,
  kSector,
  kChannel,
  kOutcome,
  kLight,
  kReceivedDay,
  kClosedDay,
  kUnitCase,
  kUnitLight,
};

enum class CaseFigure : uint8_t { kOpen = 1, kClosed, kSubstantiated };

struct Total {
  std::string division;
  Measure measure = Measure::kState;
  // Nil unless the measure goes unit by unit.
  UnitId unit = {};
  // Number of the code that is counted: a state, a sector, a day (see DayOf), ...
  int code = 0;
  int64_t count = 0;

  auto operator<=>(const Total&) const = default;
};

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

  // The same totals as List, counted anew from the lines and clocks; reads every one of them.
  absl::StatusOr<std::vector<Total>> Count(db::Transaction& transaction,
                                           std::string_view division_prefix) const;
};

}  // namespace hecha::supervision
