// A CalendarService lists the calendar and takes in the years that notices set. Safe for
// concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/verification/calendar_store.h"

namespace hecha::verification {

class CalendarService {
 public:
  explicit CalendarService(events::Journal& journal) : journal_(journal) {}

  // The days of a year, or of all years for 0; by date.
  absl::StatusOr<std::vector<CalendarDay>> List(const Call& call, int year);

  // Replaces the days of a year, and answers with them; see CheckYear. What was counted before
  // stays as it was.
  absl::StatusOr<std::vector<CalendarDay>> Import(const Call& call, int year,
                                                  const std::vector<CalendarDay>& days);

 private:
  events::Journal& journal_;
  const CalendarStore calendar_{};
};

}  // namespace hecha::verification
