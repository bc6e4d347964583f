#include "services/verification/calendar_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

struct CalendarYear;
using CalendarYearId = Id<CalendarYear>;

v1::CalendarChanged ChangedEvent(int year, const std::vector<CalendarDay>& days) {
  v1::CalendarChanged event;
  event.set_year(year);
  for (const CalendarDay& one : days) {
    v1::CalendarChanged::Day& added = *event.add_days();
    added.set_date(absl::FormatCivilTime(one.day));
    added.set_working(one.working);
  }
  return event;
}

}  // namespace

absl::StatusOr<std::vector<CalendarDay>> CalendarService::List(const Call& call, int year) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return calendar_.List(transaction, year);
  });
}

absl::StatusOr<std::vector<CalendarDay>> CalendarService::Import(
    const Call& call, int year, const std::vector<CalendarDay>& days) {
  RETURN_IF_ERROR(CheckYear(year, days));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(calendar_.ReplaceYear(transaction, year, days));
        // Each import is an aggregate of its own: a year has no life between two notices.
        const CalendarYearId id = CalendarYearId::New(call.now);
        RETURN_IF_ERROR(
            journal_.Append(transaction, call,
                            events::MakeEvent("calendar", id.uuid, 1, call.actor.division,
                                              "calendar.import", ChangedEvent(year, days))));
        return id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid&) { return calendar_.List(transaction, year); });
}

}  // namespace hecha::verification
