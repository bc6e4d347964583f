#include "services/common/base/state_table.h"

#include <gtest/gtest.h>

#include "services/common/base/refusal.h"

namespace hecha {
namespace {

enum class Door { kOpen = 1, kShut, kLocked };
enum class Deed { kShut, kLock };
enum class Hand { kAnyone, kKeeper };

using DoorTable = StateTable<Door, Deed, Hand>;

constexpr Wording kStates[] = {{"OPEN", "敞开"}, {"SHUT", "关上"}, {"LOCKED", "锁上"}};
constexpr Transition<Door> kShutting[] = {{Door::kOpen, Door::kShut}, {Door::kShut, Door::kShut}};
constexpr Transition<Door> kLocking[] = {{Door::kShut, Door::kLocked}};
constexpr DoorTable::Rule kRules[] = {
    {Deed::kShut, "shut", "关门", "be shut", Hand::kAnyone, kShutting},
    {Deed::kLock, "lock", "锁门", "be locked", Hand::kKeeper, kLocking},
};
constexpr DoorTable kTable{{{"a door", "门"}, kStates}, kRules};

TEST(StateTableTest, MovesAsItsTransitionsSay) {
  EXPECT_EQ(*kTable.Next(Door::kOpen, Deed::kShut), Door::kShut);
  EXPECT_EQ(*kTable.Next(Door::kShut, Deed::kShut), Door::kShut);
  EXPECT_EQ(*kTable.Next(Door::kShut, Deed::kLock), Door::kLocked);
  EXPECT_EQ(kTable[Deed::kLock].duty, Hand::kKeeper);
}

TEST(StateTableTest, RefusesWhatIsNoTransitionInBothLanguages) {
  const absl::Status refused = kTable.Next(Door::kLocked, Deed::kShut).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  const std::optional<Refusal> refusal = RefusalOf(refused);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->rule, "ILLEGAL_TRANSITION");
  EXPECT_EQ(refusal->zh, "门处于“锁上”状态，不能关门");
  EXPECT_EQ(refusal->en, "a door that is LOCKED cannot be shut");
}

TEST(StateTableTest, RequiresOneOfTheAllowedStates) {
  const StateWords<Door>& words = kTable.words();
  EXPECT_TRUE(words.Require(Door::kShut, {Door::kOpen, Door::kShut}, "进", "be passed").ok());
  EXPECT_EQ(RefusalOf(words.Require(Door::kLocked, {Door::kOpen}, "进", "be passed"))->en,
            "a door that is LOCKED cannot be passed");
}

}  // namespace
}  // namespace hecha
