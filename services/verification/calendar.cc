#include "services/verification/calendar.h"

#include <fmt/format.h>

#include <set>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2099;
constexpr size_t kMaxDays = 100;
constexpr size_t kMaxName = 64;

}  // namespace

absl::Status CheckYear(int year, const std::vector<CalendarDay>& days) {
  if (year < kFirstYear || year > kLastYear)
    return RefuseField("YEAR_OUT_OF_RANGE", "year", "年份须在 2000 至 2099 之间",
                       "the year is between 2000 and 2099");
  if (days.size() > kMaxDays)
    return RefuseField("TOO_MANY", "days", "一年至多 100 日", "at most 100 days a year");
  std::set<absl::CivilDay> seen;
  for (size_t i = 0; i < days.size(); ++i) {
    const std::string field = fmt::format("days[{}].date", i);
    if (days[i].day.year() != year)
      return RefuseField("WRONG_YEAR", field, "日期不在这一年", "the date is not of that year");
    if (!seen.insert(days[i].day).second)
      return RefuseField("DOUBLE_DAY", field, "日期重复", "the date stands there twice");
    RETURN_IF_ERROR(CheckLength(fmt::format("days[{}].name", i), days[i].name, 0, kMaxName));
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
