// WorkingDays 工作日 counts the days on which offices work, in China time: Monday to Friday, but
// for holidays, and the weekends that are worked instead (调休).
//
// A value; what differs from the weekday is data that the caller brings.
#pragma once

#include <map>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace hecha {

class WorkingDays {
 public:
  // True for a day that is worked, false for one that is not; days without an entry are what
  // their weekday says.
  using Exceptions = std::map<absl::CivilDay, bool>;

  WorkingDays() = default;
  explicit WorkingDays(Exceptions exceptions) : exceptions_(std::move(exceptions)) {}

  bool IsWorkingDay(absl::CivilDay day) const;

  // The end of the `days`-th working day after the day of `from`, which itself does not count
  // (《民法典》第二百零一条). `days` is at least 1.
  absl::Time After(absl::Time from, int days) const;

 private:
  Exceptions exceptions_;
};

// China Standard Time, UTC+8 the year round.
absl::TimeZone ChinaTime();

}  // namespace hecha
