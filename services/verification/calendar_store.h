// A CalendarStore persists the calendar. The only place that knows the table `calendar_day`.
// Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/working_days.h"
#include "services/common/db/transaction.h"
#include "services/verification/calendar.h"

namespace hecha::verification {

class CalendarStore {
 public:
  // The whole calendar, to count with.
  absl::StatusOr<WorkingDays> Load(db::Transaction& transaction) const;

  // The days of a year, or of all years for 0; by date.
  absl::StatusOr<std::vector<CalendarDay>> List(db::Transaction& transaction, int year) const;

  // Replaces the days of a year.
  absl::Status ReplaceYear(db::Transaction& transaction, int year,
                           const std::vector<CalendarDay>& days) const;
};

}  // namespace hecha::verification
