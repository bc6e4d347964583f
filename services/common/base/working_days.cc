#include "services/common/base/working_days.h"

namespace hecha {
namespace {

constexpr int kChinaOffsetSeconds = 8 * 3600;

}  // namespace

absl::TimeZone ChinaTime() { return absl::FixedTimeZone(kChinaOffsetSeconds); }

bool WorkingDays::IsWorkingDay(absl::CivilDay day) const {
  const auto exception = exceptions_.find(day);
  if (exception != exceptions_.end()) return exception->second;
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

absl::Time WorkingDays::After(absl::Time from, int days) const {
  absl::CivilDay day = absl::ToCivilDay(from, ChinaTime());
  while (days > 0) {
    ++day;
    if (IsWorkingDay(day)) --days;
  }
  return absl::FromCivil(day + 1, ChinaTime());
}

}  // namespace hecha
