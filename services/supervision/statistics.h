// Totals 统计: what the lines of the ledgers are counted by. A total names its lines: the filter
// that lists them is made of what it counts, so that every figure drills down to what it is made of
// (plan 四（二）“逐条统计汇总”).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "services/supervision/ledger.h"

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
  kOpen,
  kDone,
  kSweep,
  kUnitSweep,
};

enum class CaseFigure : uint8_t { kOpen = 1, kClosed, kSubstantiated };

struct Total {
  std::string division;
  Measure measure = Measure::kState;
  // Nil unless the measure goes unit by unit.
  UnitId unit = {};
  // Number of the code that is counted: a state, a sector, a day (see DayOf), a ledger, ...
  int code = 0;
  int64_t count = 0;

  auto operator<=>(const Total&) const = default;
};

// The totals that a line counts towards, in order, each with a count of 1.
std::vector<Total> Counted(const Line& line);

// Those that count the same added up, in order.
std::vector<Total> Sum(std::vector<Total> totals);

// What moves a line from the totals it counted towards to those it counts towards now.
std::vector<Total> Changes(const std::vector<Total>& before, const std::vector<Total>& after);

// The lines that the total counts: those for which Counted names it.
LineFilter LinesOf(const Total& total);

}  // namespace hecha::supervision
