// The Calendar 工作日历 lists the days that are not what their weekday says. A State Council notice
// sets them a year ahead; until it does, a year's days are provisional.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace hecha::verification {

struct CalendarDay {
  absl::CivilDay day;
  // True for a weekend that is worked, false for a holiday.
  bool working = false;
  std::string name;
  std::string source;
  bool provisional = false;
};

// Ok if `days` may replace those of `year`: YEAR_OUT_OF_RANGE, TOO_MANY, WRONG_YEAR,
// DOUBLE_DAY, and the lengths of names and sources.
absl::Status CheckYear(int year, const std::vector<CalendarDay>& days);

}  // namespace hecha::verification
