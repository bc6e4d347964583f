#include "services/verification/calendar_rpc.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "hecha/verification/v1/calendar.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxSource = 200;

v1::ListCalendarDaysResponse ToProto(const std::vector<CalendarDay>& days) {
  v1::ListCalendarDaysResponse response;
  for (const CalendarDay& one : days) {
    v1::CalendarDay& out = *response.add_days();
    out.set_date(absl::FormatCivilTime(one.day));
    out.set_working(one.working);
    out.set_name(one.name);
    out.set_source(one.source);
    out.set_provisional(one.provisional);
  }
  return response;
}

absl::StatusOr<std::vector<CalendarDay>> FromProto(const v1::ImportCalendarYearRequest& request) {
  RETURN_IF_ERROR(CheckLength("source", request.source(), 1, kMaxSource));
  std::vector<CalendarDay> days;
  for (int i = 0; i < request.days_size(); ++i) {
    const v1::CalendarDay& one = request.days(i);
    CalendarDay day;
    if (!absl::ParseCivilTime(one.date(), &day.day))
      return RefuseField("BAD_DATE", fmt::format("days[{}].date", i), "日期格式须为 2026-10-01",
                         "a date is written 2026-10-01");
    day.working = one.working();
    day.name = one.name();
    day.source = request.source();
    day.provisional = request.provisional();
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace

void RegisterCalendarRpc(rpc::Router& router, CalendarService& calendar) {
  router.Handle("hecha.verification.v1.CalendarService/ListCalendarDays",
                [&calendar](const Call& call, const v1::ListCalendarDaysRequest& request)
                    -> absl::StatusOr<v1::ListCalendarDaysResponse> {
                  ASSIGN_OR_RETURN(const std::vector<CalendarDay> days,
                                   calendar.List(call, request.year()));
                  return ToProto(days);
                });
  router.Handle("hecha.verification.v1.CalendarService/ImportCalendarYear",
                [&calendar](const Call& call, const v1::ImportCalendarYearRequest& request)
                    -> absl::StatusOr<v1::ListCalendarDaysResponse> {
                  ASSIGN_OR_RETURN(const std::vector<CalendarDay> days, FromProto(request));
                  ASSIGN_OR_RETURN(const std::vector<CalendarDay> imported,
                                   calendar.Import(call, request.year(), days));
                  return ToProto(imported);
                });
}

}  // namespace hecha::verification
