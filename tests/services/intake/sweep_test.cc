// The rules of a sweep: who answers, what an answer is, and when a round may be closed.
#include "services/intake/sweep.h"

#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'000);
constexpr char kTown[] = "370481109";

Unit UnitOf(const std::string& name, const std::string& division = kTown) {
  Unit unit;
  unit.id = UnitId::New(kNow);
  unit.division = division;
  unit.name = name;
  unit.active = true;
  return unit;
}

Actor Person(Role role, UnitId unit) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = unit;
  actor.name = "负责人";
  actor.division = kTown;
  actor.roles = {role};
  return actor;
}

class SweepTest : public testing::Test {
 protected:
  static SweepOrder Order(SweepType type = SweepType::kConcentrated) {
    SweepOrder order;
    order.division = kTown;
    order.type = type;
    order.title = "砂场集中摸排";
    order.instructions = "逐场走访";
    order.deadline = kNow + absl::Hours(72);
    return order;
  }

  absl::StatusOr<Sweep> Open(SweepOrder order) const {
    return Sweep::Open(SweepId::New(kNow), std::move(order), 1, {station_, bureau_}, kNow);
  }

  const Unit station_ = UnitOf("派出所");
  const Unit bureau_ = UnitOf("自然资源所");
  const Actor station_head_ = Person(Role::kUnitHead, station_.id);
  const Actor bureau_head_ = Person(Role::kUnitHead, bureau_.id);
  const Actor office_ = Person(Role::kOffice, UnitId::New(kNow));
  Sweep sweep_ = Open(Order()).value();
};

TEST_F(SweepTest, SpecialSweepNamesItsSectorAndNoOtherDoes) {
  EXPECT_THAT(Open(Order(SweepType::kSpecial)), RefusedBy("REQUIRED"));
  SweepOrder order = Order(SweepType::kSpecial);
  order.sector = Sector::kSandWashing;
  EXPECT_OK(Open(order));
  order.type = SweepType::kDynamic;
  EXPECT_THAT(Open(order), RefusedBy("SECTOR_OF_SPECIAL_ONLY"));
}

TEST_F(SweepTest, UnitsAreActiveOnesOfTheTownEachOnce) {
  const auto open = [&](std::vector<Unit> units) {
    return Sweep::Open(SweepId::New(kNow), Order(), 1, units, kNow);
  };
  EXPECT_THAT(open({}), RefusedBy("UNIT_COUNT"));
  EXPECT_THAT(open({station_, station_}), RefusedBy("UNIT_TWICE"));
  EXPECT_THAT(open({UnitOf("邻镇派出所", "370481105")}), RefusedBy("UNIT_OUTSIDE_TOWN"));
  Unit closed = UnitOf("已撤销单位");
  closed.active = false;
  EXPECT_THAT(open({closed}), RefusedBy("UNIT_OUTSIDE_TOWN"));
}

TEST_F(SweepTest, DeadlineLiesAheadAndIsOnlyEverPutOff) {
  SweepOrder order = Order();
  order.deadline = kNow;
  EXPECT_THAT(Open(order), RefusedBy("DEADLINE_RANGE"));
  EXPECT_THAT(sweep_.Extend(kNow + absl::Hours(48), kNow), RefusedBy("DEADLINE_RANGE"));
  EXPECT_OK(sweep_.Extend(kNow + absl::Hours(96), kNow));
  EXPECT_EQ(sweep_.version, 2);
}

TEST_F(SweepTest, AnAnswerIsLeadsOrANilReturnNeverBoth) {
  EXPECT_THAT(sweep_.Report(station_head_, {true, 1, "走访 12 家"}, kNow),
              RefusedBy("LEADS_FOUND"));
  EXPECT_THAT(sweep_.Report(station_head_, {false, 0, "走访 12 家"}, kNow),
              RefusedBy("LEADS_FOUND"));
  EXPECT_THAT(sweep_.Report(station_head_, {true, 0, ""}, kNow), RefusedBy("REQUIRED"));
  EXPECT_OK(sweep_.Report(station_head_, {true, 0, "走访 12 家，未发现"}, kNow));
  EXPECT_EQ(sweep_.Find(station_.id)->answer, SweepAnswer::kNil);
  EXPECT_EQ(sweep_.Find(station_.id)->signer, station_head_.user);
}

TEST_F(SweepTest, OnlyAnAssignedUnitAnswers) {
  const Actor stranger = Person(Role::kUnitHead, UnitId::New(kNow));
  EXPECT_THAT(sweep_.Report(stranger, {true, 0, "无"}, kNow), RefusedBy("NOT_ASSIGNED"));
  EXPECT_FALSE(sweep_.VisibleTo(stranger));
  EXPECT_TRUE(sweep_.VisibleTo(station_head_));
  EXPECT_TRUE(sweep_.OwnLineOnly(station_head_));
}

TEST_F(SweepTest, ClosesOnlyWhenEveryUnitAnsweredOrItsGapIsExplained) {
  ASSERT_OK(sweep_.Report(station_head_, {true, 0, "未发现"}, kNow));
  EXPECT_THAT(sweep_.Close(office_.user, "本轮结束", kNow), RefusedBy("ANSWERS_MISSING"));
  EXPECT_THAT(sweep_.ExplainGap(station_.id, "无须"), RefusedBy("ANSWERED"));
  ASSERT_OK(sweep_.ExplainGap(bureau_.id, "单位合并，职责已并入派出所"));
  ASSERT_OK(sweep_.Close(office_.user, "本轮结束", kNow));
  EXPECT_THAT(sweep_.Report(bureau_head_, {true, 0, "未发现"}, kNow), RefusedBy("SWEEP_CLOSED"));
}

TEST_F(SweepTest, ClosesOnlyWhenWhatWasFoundIsRegistered) {
  ASSERT_OK(sweep_.Report(station_head_, {false, 2, "发现两条"}, kNow));
  ASSERT_OK(sweep_.Report(bureau_head_, {true, 0, "未发现"}, kNow));
  sweep_.leads_registered = 1;
  EXPECT_THAT(sweep_.Close(office_.user, "本轮结束", kNow), RefusedBy("LEADS_NOT_REGISTERED"));
  sweep_.leads_registered = 2;
  EXPECT_OK(sweep_.Close(office_.user, "本轮结束", kNow));
}

TEST_F(SweepTest, AnswerIsOverdueFromTheDeadlineOnAndStaysLate) {
  const absl::Time deadline = sweep_.order.deadline;
  EXPECT_FALSE(sweep_.Find(station_.id)->OverdueAt(deadline, deadline));
  EXPECT_TRUE(sweep_.Find(station_.id)->OverdueAt(deadline + absl::Seconds(1), deadline));
  ASSERT_OK(sweep_.Report(station_head_, {true, 0, "未发现"}, deadline + absl::Hours(1)));
  EXPECT_TRUE(sweep_.Find(station_.id)->OverdueAt(deadline + absl::Hours(2), deadline));
  ASSERT_OK(sweep_.Report(bureau_head_, {true, 0, "未发现"}, deadline));
  EXPECT_FALSE(sweep_.Find(bureau_.id)->OverdueAt(deadline + absl::Hours(2), deadline));
}

}  // namespace
}  // namespace hecha::intake
