// Working days around a real holiday: National Day and Mid-Autumn 2025, with the weekends that
// were worked instead (State Council notice of 12 November 2024).
#include "services/common/base/working_days.h"

#include <gtest/gtest.h>

namespace hecha {
namespace {

using absl::CivilDay;

absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilSecond(2025, month, day, hour, 0, 0), ChinaTime());
}

WorkingDays NationalDay() {
  WorkingDays::Exceptions exceptions = {{CivilDay(2025, 9, 28), true},
                                        {CivilDay(2025, 10, 11), true}};
  for (int day = 1; day <= 8; ++day) exceptions[CivilDay(2025, 10, day)] = false;
  return WorkingDays(exceptions);
}

TEST(WorkingDaysTest, WeekdaysCountUnlessTheCalendarSaysOtherwise) {
  const WorkingDays days = NationalDay();
  EXPECT_TRUE(days.IsWorkingDay(CivilDay(2025, 9, 30)));
  EXPECT_FALSE(days.IsWorkingDay(CivilDay(2025, 10, 1)));
  EXPECT_TRUE(days.IsWorkingDay(CivilDay(2025, 10, 11))) << "a Saturday that is worked";
  EXPECT_FALSE(days.IsWorkingDay(CivilDay(2025, 10, 12)));
}

TEST(WorkingDaysTest, TermEndsWithTheLastOfItsWorkingDays) {
  EXPECT_EQ(WorkingDays().After(At(9, 1, 10), 5), At(9, 9, 0)) << "Monday to next Monday's end";
  EXPECT_EQ(NationalDay().After(At(9, 29, 10), 5), At(10, 14, 0))
      << "30, 9, 10, 11, then Monday the 13th";
}

TEST(WorkingDaysTest, DayBeginsAtMidnightInChina) {
  const absl::Time late = At(9, 1, 0) - absl::Seconds(1);
  EXPECT_EQ(WorkingDays().After(late, 1), At(9, 2, 0)) << "still Sunday, so Monday is the first";
  EXPECT_EQ(WorkingDays().After(At(9, 1, 0), 1), At(9, 3, 0));
}

}  // namespace
}  // namespace hecha
