#include "hecha/directory/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/supervision/calendar_store.h"
#include "services/supervision/inbox.h"
#include "services/supervision/office_store.h"

namespace hecha::supervision {
namespace {

using events::v1::Envelope;

absl::StatusOr<WorkingDays::Exceptions> DaysOf(const verification::v1::CalendarChanged& event) {
  WorkingDays::Exceptions days;
  for (const auto& each : event.days()) {
    absl::CivilDay day;
    if (!absl::ParseCivilTime(each.date(), &day))
      return absl::InvalidArgumentError("a calendar's day is no date");
    days[day] = each.working();
  }
  return days;
}

}  // namespace

void FollowOffices(events::Inbox& inbox) {
  inbox.On<directory::v1::UnitChanged>(
      [offices = OfficeStore()](db::Transaction& transaction, const Call&, const Envelope&,
                                const directory::v1::UnitChanged& event) -> absl::Status {
        if (event.function() != directory::v1::UNIT_FUNCTION_OFFICE || !event.active())
          return absl::OkStatus();
        ASSIGN_OR_RETURN(const UnitId unit, UnitId::Parse(event.unit_id()));
        return offices.Put(transaction, {event.division(), unit, event.name()});
      });
  inbox.On<verification::v1::CalendarChanged>(
      [calendar = CalendarStore()](db::Transaction& transaction, const Call&, const Envelope&,
                                   const verification::v1::CalendarChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const WorkingDays::Exceptions days, DaysOf(event));
        return calendar.ReplaceYear(transaction, event.year(), days);
      });
}

}  // namespace hecha::supervision
