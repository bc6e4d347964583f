// The room of a public method, by a clock that the test turns: who enters, who waits and who is
// refused; that it narrows in a flood, never below what serves, and is itself again within seconds.
#include "gateway/proxy/room.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

namespace hecha::proxy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Verdict = Room::Verdict;

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'000);
constexpr RoomOptions kSmall = {.capacity = 8, .usual = 2, .least = 1};

class RoomTest : public ::testing::Test {
 protected:
  void Make(RoomOptions options) { room_.emplace(options); }

  // Comes, and waits if it has to.
  Verdict Come(const std::string& name, Room::Visitor visitor = {}) {
    const Verdict verdict = room_->Arrive(visitor, now_);
    if (verdict == Verdict::kWaits)
      EXPECT_EQ(Verdict::kWaits,
                room_->Wait(
                    visitor,
                    [this, name](bool enters) { (enters ? entered_ : sent_away_).push_back(name); },
                    now_));
    return verdict;
  }

  // One within was served for so long.
  void Leave(absl::Duration took = absl::Milliseconds(5), Room::Visitor visitor = {}) {
    for (const Room::Told& each : room_->Leave(visitor, took, now_)) each.guest(each.enters);
  }

  // Calls come, `more` of them, and as many leave as come in, at a rate of one a millisecond.
  void Serve(int calls, absl::Duration took) {
    for (int i = 0; i < calls; ++i) {
      now_ += absl::Milliseconds(1);
      Come("served");
      Leave(took);
    }
  }

  // For so long more come than there is a place for, and what is within is served for `took`.
  void Flood(absl::Duration duration, absl::Duration took) {
    for (const absl::Time end = now_ + duration; now_ < end; now_ += absl::Milliseconds(1)) {
      while (Come("flood") != Verdict::kRefused) {
      }
      Leave(took);
    }
  }

  absl::Time now_ = kNow;
  std::optional<Room> room_;
  std::vector<std::string> entered_;
  std::vector<std::string> sent_away_;
};

TEST_F(RoomTest, WhoeverFindsItFullWaitsAndEntersInTurn) {
  Make(kSmall);
  EXPECT_EQ(Come("a"), Verdict::kEnters);
  EXPECT_EQ(Come("b"), Verdict::kEnters);
  EXPECT_EQ(Come("c"), Verdict::kWaits);
  EXPECT_EQ(Come("d"), Verdict::kWaits);
  Leave();
  EXPECT_THAT(entered_, ElementsAre("c"));
  Leave();
  EXPECT_THAT(entered_, ElementsAre("c", "d"));
}

TEST_F(RoomTest, CrowdThatCanWaitIsNotRefusedAndWidensTheRoom) {
  Make({.capacity = 256, .usual = 8, .least = 1});
  for (int i = 0; i < 224; ++i) EXPECT_NE(Come("crowd"), Verdict::kRefused);
  // Whoever is answered comes again.
  for (int i = 0; i < 5000; ++i) {
    now_ += absl::Microseconds(500);
    Leave(absl::Milliseconds(100));
    EXPECT_NE(Come("crowd"), Verdict::kRefused);
  }
  EXPECT_GT(room_->limit(), 160);
}

TEST_F(RoomTest, FloodNarrowsItUntilAnAnswerTakesComfortableTime) {
  Make({.capacity = 512, .usual = 64, .least = 8});
  Serve(1000, absl::Milliseconds(15));
  // What is within is answered in proportion to how many are.
  for (int i = 0; i < 5000; ++i) {
    now_ += absl::Milliseconds(1);
    while (Come("flood") != Verdict::kRefused) {
    }
    Leave(room_->limit() * absl::Milliseconds(1));
  }
  // Twice what was usual, give or take a step.
  EXPECT_GT(room_->limit(), 25);
  EXPECT_LT(room_->limit(), 50);
  EXPECT_LT(room_->present(), 2 * room_->limit());
}

TEST_F(RoomTest, FloodThatNothingHelpsLeavesTheLeastRoom) {
  Make({.capacity = 512, .usual = 64, .least = 8});
  Flood(absl::Seconds(5), absl::Seconds(3));
  EXPECT_EQ(room_->limit(), 8);
}

TEST_F(RoomTest, WhoeverWaitedTooLongInAFloodIsSentAway) {
  Make(kSmall);
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) Come(name);
  EXPECT_EQ(Come("h"), Verdict::kRefused);
  now_ += absl::Milliseconds(60);
  Leave();
  EXPECT_THAT(sent_away_, ElementsAre("c", "d", "e", "f", "g"));
  EXPECT_THAT(entered_, IsEmpty());
}

TEST_F(RoomTest, WhereThereIsRoomAFloodIsNotRefused) {
  Make(kSmall);
  Flood(absl::Seconds(1), absl::Milliseconds(5));
  while (room_->present() > 0) Leave();
  EXPECT_EQ(Come("at once"), Verdict::kEnters);
}

TEST_F(RoomTest, FloodIsForgottenWithinSeconds) {
  Make({.capacity = 512, .usual = 64, .least = 8});
  Flood(absl::Seconds(5), absl::Seconds(1));
  while (room_->present() > 0) Leave();
  ASSERT_TRUE(room_->Flooded(now_));
  now_ += absl::Seconds(1);
  EXPECT_FALSE(room_->Flooded(now_));
  Serve(2000, absl::Milliseconds(5));
  EXPECT_EQ(room_->limit(), 64);
}

TEST_F(RoomTest, TownsTakeTurns) {
  Make({.capacity = 64, .usual = 4, .least = 1});
  for (const char* town : {"370481104", "370481105"}) {
    ASSERT_EQ(Come("first", {.town = town}), Verdict::kEnters);
    Leave(absl::Milliseconds(5), {.town = town});
  }
  for (int i = 0; i < 63; ++i) Come("flood", {.town = "370481104"});
  Come("calm", {.town = "370481105"});
  EXPECT_EQ(Come("flood", {.town = "370481104"}), Verdict::kRefused);
  Leave();
  Leave();
  EXPECT_THAT(entered_, Contains("calm"));
}

TEST_F(RoomTest, InAFloodATownHasAPlaceInItsOwnLine) {
  Make({.capacity = 8, .usual = 1, .least = 1});
  for (const char* town : {"370481104", "370481105"}) {
    Come("first", {.town = town});
    Leave(absl::Milliseconds(5), {.town = town});
  }
  Come("flood", {.town = "370481104"});
  // Those who waited since before the flood leave room as they go.
  while (Come("flood", {.town = "370481104"}) != Verdict::kRefused) {
  }
  now_ += absl::Milliseconds(500);
  Leave();
  Come("flood", {.town = "370481104"});
  Come("flood", {.town = "370481104"});
  EXPECT_EQ(Come("flood", {.town = "370481104"}), Verdict::kRefused);
  EXPECT_EQ(Come("calm", {.town = "370481105"}), Verdict::kWaits);
}

TEST_F(RoomTest, TownsThatAreMadeUpShareALine) {
  Make({.capacity = 64, .usual = 1, .least = 1});
  Come("first", {.town = "370481105"});
  Leave(absl::Milliseconds(5), {.town = "370481105"});
  for (int i = 0; i < 20; ++i) Come("made up", {.town = std::to_string(i)});
  Come("real", {.town = "370481105"});
  Leave();
  Leave();
  EXPECT_THAT(entered_, Contains("real"));
}

TEST_F(RoomTest, WhoeverProvedWorkPassesThoseWhoDidNot) {
  Make(kSmall);
  while (Come("flood") != Verdict::kRefused) {
  }
  EXPECT_EQ(Come("proved", {.proved = true}), Verdict::kWaits);
  Leave();
  Leave();
  EXPECT_THAT(entered_, Contains("proved"));
}

TEST_F(RoomTest, ClosedRoomSendsEverybodyAway) {
  Make(kSmall);
  for (const char* name : {"a", "b", "c"}) Come(name);
  for (const Room::Told& each : room_->Close()) each.guest(each.enters);
  EXPECT_THAT(sent_away_, ElementsAre("c"));
  EXPECT_EQ(Come("d"), Verdict::kRefused);
}

}  // namespace
}  // namespace hecha::proxy
