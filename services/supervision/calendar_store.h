// A CalendarStore keeps supervision's copy of the working-day calendar. The only place that knows
// the table `calendar_day`. Stateless; safe for concurrent use.
#pragma once

#include "absl/status/statusor.h"
#include "services/common/base/working_days.h"
#include "services/common/db/transaction.h"

namespace hecha::supervision {

class CalendarStore {
 public:
  absl::StatusOr<WorkingDays> Load(db::Transaction& transaction) const;

  // Sets the days of `year` that are not what their weekday says.
  absl::Status ReplaceYear(db::Transaction& transaction, int year,
                           const WorkingDays::Exceptions& days) const;
};

}  // namespace hecha::supervision
