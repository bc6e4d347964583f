// A lead's clock: when each light comes on, that a pause shifts what is left, and every cell of
// (state, action).
#include "services/supervision/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "tests/testing/status_matchers.h"

namespace hecha::supervision {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr absl::Duration kDay = absl::Hours(24);
const ClockRule kThirtyDays{3, 30};

Assignment Given() {
  Assignment assignment;
  assignment.lead = LeadId::New(kNow);
  assignment.lead_no = "370481104-BZ2019-000007";
  assignment.division = "370481104";
  assignment.unit = UnitId::New(kNow);
  assignment.unit_name = "西岗派出所";
  return assignment;
}

LeadClock Started(std::optional<absl::Time> deadline = std::nullopt) {
  Assignment assignment = Given();
  assignment.deadline = deadline;
  return LeadClock::Start(ClockId::New(kNow), assignment, kThirtyDays, kNow);
}

TEST(LeadClockTest, RuleSetsTheTermUnlessTheSuperiorDid) {
  EXPECT_EQ(Started().due, kNow + 30 * kDay);
  EXPECT_EQ(Started(kNow + 7 * kDay).due, kNow + 7 * kDay);
  EXPECT_EQ(Started(kNow + 90 * kDay).due, kNow + 90 * kDay);
}

TEST(LeadClockTest, DeadlineOfThePastLeavesADay) {
  EXPECT_EQ(Started(kNow - 40 * kDay).due, kNow + kDay);
  EXPECT_EQ(Started(kNow + absl::Hours(3)).due, kNow + kDay);
}

TEST(LeadClockTest, OfficeHasTheDayTheNextOrFiveWorkingDays) {
  const absl::Time monday = kNow;  // 0:00 in China
  const auto due = [](int working_days, absl::Time now, const WorkingDays& calendar = {}) {
    return LeadClock::StartStep(ClockId::New(now), Given(), {ClockStep::kTriage, working_days}, now,
                                calendar)
        .due;
  };
  EXPECT_EQ(due(0, monday + absl::Hours(9)), monday + kDay);
  EXPECT_EQ(due(0, monday + absl::Hours(17)), monday + 2 * kDay) << "after the office's hours";
  EXPECT_EQ(due(0, monday + 5 * kDay), monday + 8 * kDay) << "from Saturday to Monday's end";
  EXPECT_EQ(due(1, monday + absl::Hours(9)), monday + 2 * kDay);
  EXPECT_EQ(due(5, monday + absl::Hours(9)), monday + 8 * kDay) << "over a weekend";
  const WorkingDays holiday({{absl::CivilDay(2019, 4, 16), false}});
  EXPECT_EQ(due(1, monday + absl::Hours(9), holiday), monday + 3 * kDay);
}

TEST(LeadClockTest, LightsComeOnAtTheirShares) {
  LeadClock clock = Started();
  const std::pair<int, Light> shares[] = {{50, Light::kRemind},
                                          {80, Light::kUrge},
                                          {100, Light::kYellow},
                                          {120, Light::kRed},
                                          {150, Light::kListed}};
  int64_t version = 0;
  for (const auto& [percent, light] : shares) {
    const absl::Time at = kNow + 30 * kDay * percent / 100;
    const Light before = clock.light;
    EXPECT_EQ(clock.NextChange(), at);
    EXPECT_FALSE(clock.Tick(at - absl::Microseconds(1)));
    EXPECT_EQ(clock.light, before);
    EXPECT_EQ(clock.version, version);
    EXPECT_TRUE(clock.Tick(at)) << static_cast<int>(light);
    EXPECT_EQ(clock.light, light);
    EXPECT_EQ(clock.version, ++version);
    EXPECT_FALSE(clock.Tick(at));
  }
  EXPECT_EQ(clock.NextChange(), absl::InfiniteFuture());
  EXPECT_FALSE(clock.Tick(kNow + 1000 * kDay));
}

TEST(LeadClockTest, LateTickTurnsOnOneLightAtATime) {
  LeadClock clock = Started();
  const absl::Time late = kNow + 45 * kDay;
  int turns = 0;
  while (clock.Tick(late)) EXPECT_EQ(static_cast<int>(clock.light), ++turns + 1);
  EXPECT_EQ(turns, 5);
  EXPECT_EQ(clock.light, Light::kListed);
}

TEST(LeadClockTest, PauseShiftsWhatIsLeft) {
  LeadClock clock = Started();
  ASSERT_OK(clock.Pause(kNow + 10 * kDay));
  EXPECT_EQ(clock.NextChange(), absl::InfiniteFuture());
  EXPECT_FALSE(clock.Tick(kNow + 400 * kDay));
  ASSERT_OK(clock.Resume(kNow + 25 * kDay));
  EXPECT_EQ(clock.due, kNow + 45 * kDay);
  EXPECT_EQ(clock.NextChange(), kNow + 30 * kDay);  // 15 days run, 15 days stood
  EXPECT_FALSE(clock.paused_at.has_value());
}

TEST(LeadClockTest, ExtensionMovesTheDueDateAndTheLightsToCome) {
  LeadClock clock = Started();
  ASSERT_OK(clock.Extend(10));
  EXPECT_EQ(clock.due, kNow + 40 * kDay);
  EXPECT_EQ(clock.NextChange(), kNow + 20 * kDay);
  ASSERT_OK(clock.Stop());
  EXPECT_THAT(clock.Extend(1), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(LeadClockTest, LightStaysWhenTheClockStops) {
  LeadClock clock = Started();
  clock.Tick(kNow + 15 * kDay);
  ASSERT_OK(clock.Stop());
  EXPECT_EQ(clock.light, Light::kRemind);
  EXPECT_EQ(clock.NextChange(), absl::InfiniteFuture());
}

enum class A { kPause, kResume, kStop };

absl::Status Act(LeadClock& clock, A action) {
  switch (action) {
    case A::kPause:
      return clock.Pause(kNow + kDay);
    case A::kResume:
      return clock.Resume(kNow + kDay);
    case A::kStop:
      return clock.Stop();
  }
  return absl::InternalError("no such action");
}

TEST(LeadClockTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  using S = ClockState;
  const std::map<std::pair<S, A>, S> allowed = {{{S::kRunning, A::kPause}, S::kPaused},
                                                {{S::kPaused, A::kResume}, S::kRunning},
                                                {{S::kRunning, A::kStop}, S::kStopped},
                                                {{S::kPaused, A::kStop}, S::kStopped}};
  for (S state : {S::kRunning, S::kPaused, S::kStopped}) {
    for (A action : {A::kPause, A::kResume, A::kStop}) {
      LeadClock clock = Started();
      if (state == S::kPaused) ASSERT_OK(clock.Pause(kNow));
      if (state == S::kStopped) ASSERT_OK(clock.Stop());
      const int64_t version = clock.version;
      const absl::Time due = clock.due;
      const absl::Status status = Act(clock, action);
      SCOPED_TRACE(testing::Message()
                   << static_cast<int>(state) << " action " << static_cast<int>(action));
      const auto cell = allowed.find({state, action});
      if (cell != allowed.end()) {
        EXPECT_OK(status);
        EXPECT_EQ(clock.state, cell->second);
        EXPECT_EQ(clock.version, version + 1);
      } else {
        EXPECT_THAT(status, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_EQ(clock.state, state);
        EXPECT_EQ(clock.version, version);
        EXPECT_EQ(clock.due, due);
      }
    }
  }
}

}  // namespace
}  // namespace hecha::supervision
