// Who may be in a taskforce, how it changes, and who must leave it.
#include "services/verification/taskforce.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Taskforce Seated() {
  Taskforce taskforce;
  EXPECT_OK(taskforce.Seat(WangAndLi(), Staff(), kNow));
  return taskforce;
}

TEST(TaskforceTest, SeatsTwoDifferentActiveInvestigatorsOfTheTown) {
  const auto seat = [](std::vector<TeamSeat> seats, const std::vector<Investigator>& staff) {
    return Taskforce().Seat(seats, staff, kNow);
  };
  const TeamSeat wang{Wang().user, std::nullopt};
  EXPECT_THAT(seat({wang}, Staff()), RefusedBy("TOO_FEW_INVESTIGATORS"));
  EXPECT_THAT(seat({wang, wang}, Staff()), RefusedBy("TOO_FEW_INVESTIGATORS"));
  EXPECT_THAT(seat({wang, {Head().user, std::nullopt}}, Staff()), RefusedBy("NOT_AN_INVESTIGATOR"));
  std::vector<Investigator> without_li = Staff();
  without_li[1].active = false;
  EXPECT_THAT(seat(WangAndLi(), without_li), RefusedBy("NOT_AN_INVESTIGATOR"));
  EXPECT_OK(seat({wang, {OtherInvestigator().user, std::nullopt}}, Staff()))
      << "another unit of the town may lend an investigator";
}

TEST(TaskforceTest, HasOneLeaderAndOneHandler) {
  const Taskforce taskforce = Seated();
  EXPECT_EQ(taskforce.FindRole(TeamRole::kLeader)->user, Wang().user);
  EXPECT_EQ(taskforce.FindRole(TeamRole::kHandler)->user, Li().user);
  EXPECT_THAT(Taskforce().Seat({{Wang().user, TeamRole::kLeader}, {Li().user, TeamRole::kLeader}},
                               Staff(), kNow),
              RefusedBy("ONE_LEADER_ONE_HANDLER"));
}

TEST(TaskforceTest, SeatingAnewKeepsDeclarationsAndLetsTheOthersGo) {
  Taskforce taskforce = Seated();
  ASSERT_OK(taskforce.Declare(Wang().user, NoInterest(), kNow));
  ASSERT_OK(taskforce.Seat({{Zhao().user, std::nullopt}, {Wang().user, std::nullopt}}, Staff(),
                           kNow + absl::Hours(1)));
  EXPECT_TRUE(taskforce.Find(Wang().user)->declared_at.has_value());
  EXPECT_EQ(taskforce.Find(Wang().user)->role, TeamRole::kHandler);
  EXPECT_EQ(taskforce.Find(Li().user), nullptr);
  EXPECT_TRUE(taskforce.Ever(Li().user));
}

TEST(TaskforceTest, DeclaredConflictRecuses) {
  Taskforce taskforce = Seated();
  ASSERT_OK(taskforce.Declare(Li().user, {"与被反映人系亲属", true, {}}, kNow));
  EXPECT_TRUE(taskforce.Recused(Li().user));
  EXPECT_EQ(taskforce.Find(Li().user), nullptr);
  EXPECT_EQ(taskforce.recusals.at(0).ground, RecusalGround::kDeclared);
  EXPECT_THAT(taskforce.Seat(WangAndLi(), Staff(), kNow), RefusedBy("RECUSED"));
}

TEST(TaskforceTest, NameThatIsASubjectOfTheLeadRecuses) {
  Taskforce taskforce = Seated();
  taskforce.subjects = {"a subject", "its employer"};
  ASSERT_OK(taskforce.Declare(Wang().user, {"无", false, {"someone else"}}, kNow));
  ASSERT_OK(taskforce.Declare(Li().user, {"无", false, {"its employer"}}, kNow));
  EXPECT_FALSE(taskforce.Recused(Wang().user));
  ASSERT_TRUE(taskforce.Recused(Li().user));
  EXPECT_EQ(taskforce.recusals.at(0).ground, RecusalGround::kMatched);
  EXPECT_EQ(taskforce.recusals.at(0).directed_by, std::nullopt);
}

TEST(TaskforceTest, WhoStandsAsideOrVerifiedFirstIsNotSeated) {
  Taskforce again;
  again.aside = {Li().user};
  EXPECT_TRUE(again.Recused(Li().user));
  EXPECT_THAT(again.Seat(WangAndLi(), Staff(), kNow), RefusedBy("RECUSED"));
  again.aside.clear();
  again.first_team = {Li().user};
  EXPECT_THAT(again.Seat(WangAndLi(), Staff(), kNow), RefusedBy("OF_FIRST_TEAM"));
}

TEST(TaskforceTest, SubjectThatIsLearntLaterConcernsWhomItNames) {
  Taskforce taskforce = Seated();
  ASSERT_OK(taskforce.Declare(Wang().user, {"无", false, {"a relative"}}, kNow));
  EXPECT_THAT(taskforce.ConcernedBy({"a relative"}, {}), ElementsAre(Wang().user));
  EXPECT_THAT(taskforce.ConcernedBy({"a stranger"}, {}), IsEmpty());
  EXPECT_THAT(taskforce.ConcernedBy({}, {Wang().unit}), Contains(Wang().user));
}

TEST(TaskforceTest, TeamOfWhichNobodyIsLeftIsFilledOneByOne) {
  Taskforce taskforce = Seated();
  for (const Actor& member : {Wang(), Li()})
    ASSERT_OK(taskforce.Recuse({member.user, RecusalGround::kDirected, "亲属", Head().user, kNow}));
  TeamChange joins{std::nullopt, Zhao().user, TeamRole::kLeader, "补充人员", Head().user, kNow};
  ASSERT_OK(taskforce.HandOver(joins, Staff()));
  EXPECT_THAT(taskforce.CheckReady(), RefusedBy("TEAM_INCOMPLETE"));
  EXPECT_THAT(taskforce.HandOver(joins, Staff()), RefusedBy("ONE_LEADER_ONE_HANDLER"));
  EXPECT_THAT(taskforce.HandOver(Handing(Zhao(), OtherInvestigator()), Staff()),
              RefusedBy("TOO_FEW_INVESTIGATORS"));
  joins.to = OtherInvestigator().user;
  joins.role = TeamRole::kHandler;
  ASSERT_OK(taskforce.HandOver(joins, Staff()));
  EXPECT_THAT(taskforce.Active(), SizeIs(2));
  EXPECT_THAT(taskforce.CheckReady(), RefusedBy("DECLARATION_MISSING"));
}

TEST(TaskforceTest, HandOverLeavesATrail) {
  Taskforce taskforce = Seated();
  ASSERT_OK(taskforce.HandOver(Handing(Li(), Zhao()), Staff()));
  EXPECT_EQ(taskforce.FindRole(TeamRole::kHandler)->user, Zhao().user);
  ASSERT_THAT(taskforce.changes, SizeIs(1));
  EXPECT_EQ(taskforce.changes[0].role, TeamRole::kHandler);
  EXPECT_THAT(taskforce.CheckReady(), RefusedBy("DECLARATION_MISSING"));
}

TEST(TaskforceTest, HandOverNeverLeavesTheTeamShort) {
  Taskforce taskforce = Seated();
  TeamChange away = Handing(Li(), Zhao());
  away.to.reset();
  EXPECT_THAT(taskforce.HandOver(away, Staff()), RefusedBy("SUCCESSOR_REQUIRED"));
  EXPECT_THAT(taskforce.HandOver(Handing(Li(), Wang()), Staff()), RefusedBy("ALREADY_IN_TEAM"));
  EXPECT_THAT(taskforce.HandOver(Handing(Zhao(), OtherInvestigator()), Staff()),
              RefusedBy("NOT_OF_TEAM"));
  TeamChange nobody;
  nobody.reason = "无";
  EXPECT_THAT(taskforce.HandOver(nobody, Staff()), RefusedBy("REQUIRED"));
  TeamChange joins = Handing(Li(), Zhao());
  joins.from.reset();
  ASSERT_OK(taskforce.HandOver(joins, Staff()));
  ASSERT_OK(taskforce.HandOver(Handing(Li(), Zhao()), Staff())) << "a member takes over";
  EXPECT_THAT(taskforce.Active(), SizeIs(2));
}

}  // namespace
}  // namespace hecha::verification
