// Transfers and joint files without a database: every cell of (state, action), who may open
// what, and when filing together is late.
#include "services/consultation/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/consultation/joint_file.h"
#include "tests/testing/status_matchers.h"

namespace hecha::consultation {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr absl::Duration kDay = absl::Hours(24);

Actor Person(Role role, const std::string& division = "370481104") {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = UnitId::New(kNow);
  actor.division = division;
  actor.roles = {role};
  return actor;
}

const Actor kCommission = Person(Role::kDiscipline);
const Actor kPolice = Person(Role::kUnitHead);

Transfer Issued() {
  return Transfer::Issue(TransferId::New(kNow),
                         {LeadId::New(kNow), "370481104-BZ2019-000007", "370481104"}, 1, kNow,
                         WorkingDays());
}

Transfer Acknowledged() {
  Transfer transfer = Issued();
  EXPECT_OK(transfer.Acknowledge(kNow));
  return transfer;
}

Transfer Concluded() {
  Transfer transfer = Acknowledged();
  EXPECT_OK(transfer.Conclude(true, "已立案", kNow));
  return transfer;
}

TEST(TransferTest, LetterIsNumberedAfterItsLead) {
  EXPECT_EQ(Issued().LetterNo(), "移-370481104-BZ2019-000007");
  EXPECT_EQ(Issued().version, 1);
  Transfer second = Issued();
  second.number = 2;
  EXPECT_EQ(second.LetterNo(), "移-370481104-BZ2019-000007-2");
}

TEST(TransferTest, OpenLetterCarriesASealThatGoesNoHigher) {
  EXPECT_TRUE(Issued().CarriesSeal("370481104"));
  EXPECT_TRUE(Acknowledged().CarriesSeal("370481104"));
  EXPECT_FALSE(Acknowledged().CarriesSeal("370481"));
  EXPECT_FALSE(Concluded().CarriesSeal("370481104"));
}

TEST(TransferTest, IsOverdueAfterFiveWorkingDaysAndThatIsToldOnce) {
  Transfer transfer = Issued();
  // A Monday: its fifth working day is the Monday after.
  EXPECT_EQ(transfer.acknowledge_by, WorkingDays().After(kNow, 5));
  EXPECT_THAT(transfer.TellOverdue(kNow + 4 * kDay), RefusedBy("NOT_OVERDUE"));
  const absl::Time late = kNow + 8 * kDay;
  EXPECT_TRUE(transfer.Overdue(late));
  ASSERT_OK(transfer.TellOverdue(late));
  EXPECT_THAT(transfer.TellOverdue(late), RefusedBy("NOT_OVERDUE"));
  ASSERT_OK(transfer.Acknowledge(late));
  EXPECT_FALSE(transfer.Overdue(late));
}

TEST(TransferTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  const auto acknowledge = [](Transfer& transfer) { return transfer.Acknowledge(kNow + kDay); };
  const auto conclude = [](Transfer& transfer) {
    return transfer.Conclude(false, "查无实据", kNow + kDay);
  };
  Transfer issued = Issued();
  EXPECT_THAT(conclude(issued), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_EQ(issued.version, 1);
  EXPECT_OK(acknowledge(issued));
  EXPECT_EQ(issued.state, TransferState::kAcknowledged);
  EXPECT_EQ(issued.acknowledged_at, kNow + kDay);
  EXPECT_EQ(issued.version, 2);

  Transfer acknowledged = Acknowledged();
  EXPECT_THAT(acknowledge(acknowledged), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_EQ(acknowledged.version, 2);
  EXPECT_OK(conclude(acknowledged));
  EXPECT_EQ(acknowledged.state, TransferState::kConcluded);
  EXPECT_EQ(acknowledged.opinion, "查无实据");
  EXPECT_FALSE(acknowledged.filed);
  EXPECT_EQ(acknowledged.version, 3);

  Transfer concluded = Concluded();
  EXPECT_THAT(acknowledge(concluded), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(conclude(concluded), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_EQ(concluded.opinion, "已立案");
  EXPECT_EQ(concluded.version, 3);
}

TEST(TransferTest, DecisionNeedsItsWords) {
  Transfer transfer = Acknowledged();
  EXPECT_THAT(transfer.Conclude(true, "", kNow), RefusedBy("REQUIRED"));
  EXPECT_THAT(transfer.Conclude(true, std::string(2001, 'x'), kNow), RefusedBy("TOO_LONG"));
  EXPECT_EQ(transfer.state, TransferState::kAcknowledged);
}

TEST(TransferTest, OnlyTheCommissionOfTheTerritoryOpensIt) {
  const Transfer transfer = Issued();
  EXPECT_TRUE(transfer.OpenTo(kCommission));
  EXPECT_TRUE(transfer.OpenTo(Person(Role::kDiscipline, "370481")));
  for (Role role : {Role::kClerk, Role::kOffice, Role::kInvestigator, Role::kUnitHead,
                    Role::kLeader, Role::kOrganisation, Role::kCityOffice, Role::kOperator})
    EXPECT_FALSE(transfer.OpenTo(Person(role))) << static_cast<int>(role);
  const Actor elsewhere = Person(Role::kDiscipline, "370481105");
  EXPECT_FALSE(transfer.OpenTo(elsewhere));
  EXPECT_FALSE(transfer.VisibleTo(elsewhere));
  EXPECT_FALSE(transfer.OpenTo(Actor()));
}

// ---- joint files

JointFile Opened() {
  return JointFile::Open(JointFileId::New(kNow), Acknowledged(), kPolice.unit, kCommission, kNow)
      .value();
}

Filing On(int day) { return {"滕公立字〔2019〕21 号", kNow + day * kDay}; }
constexpr absl::Duration kLater = absl::Hours(24 * 100);

TEST(JointFileTest, FollowsAnAcknowledgedTransfer) {
  EXPECT_THAT(JointFile::Open(JointFileId::New(kNow), Issued(), kPolice.unit, kCommission, kNow),
              RefusedBy("TRANSFER_NOT_ACKNOWLEDGED"));
  EXPECT_OK(JointFile::Open(JointFileId::New(kNow), Concluded(), kPolice.unit, kCommission, kNow));
}

TEST(JointFileTest, PoliceAndCommissionAreTwoUnits) {
  EXPECT_THAT(
      JointFile::Open(JointFileId::New(kNow), Acknowledged(), kCommission.unit, kCommission, kNow),
      RefusedBy("ONE_UNIT_ON_BOTH_SIDES"));
}

TEST(JointFileTest, EachSideRecordsItsOwnOnce) {
  JointFile file = Opened();
  EXPECT_THAT(file.File(kPolice, Side::kDiscipline, On(0), kNow), RefusedBy("NOT_YOUR_SIDE"));
  EXPECT_THAT(file.File(kCommission, Side::kPolice, On(0), kNow), RefusedBy("NOT_YOUR_SIDE"));
  EXPECT_THAT(file.File(Person(Role::kUnitHead), Side::kPolice, On(0), kNow),
              RefusedBy("NOT_YOUR_SIDE"));
  EXPECT_EQ(file.version, 1);
  EXPECT_OK(file.File(kPolice, Side::kPolice, On(0), kNow));
  EXPECT_THAT(file.File(kPolice, Side::kPolice, On(0), kNow), RefusedBy("ALREADY_FILED"));
  EXPECT_EQ(file.version, 2);
  EXPECT_OK(file.File(kCommission, Side::kDiscipline, On(0), kNow));
  EXPECT_EQ(file.version, 3);
}

TEST(JointFileTest, FilingHasNumberAndIsNotInTheFuture) {
  JointFile file = Opened();
  EXPECT_THAT(file.File(kPolice, Side::kPolice, {"", kNow}, kNow), RefusedBy("REQUIRED"));
  EXPECT_THAT(file.File(kPolice, Side::kPolice, {std::string(65, '1'), kNow}, kNow),
              RefusedBy("TOO_LONG"));
  EXPECT_THAT(file.File(kPolice, Side::kPolice, On(1), kNow), RefusedBy("FILED_IN_FUTURE"));
  EXPECT_FALSE(file.police.has_value());
}

TEST(JointFileTest, ClosesOnceBothSidesHaveFiled) {
  JointFile file = Opened();
  EXPECT_THAT(file.Close(kNow), RefusedBy("BOTH_SIDES_MUST_FILE"));
  EXPECT_OK(file.File(kPolice, Side::kPolice, On(0), kNow));
  EXPECT_THAT(file.Close(kNow), RefusedBy("BOTH_SIDES_MUST_FILE"));
  EXPECT_OK(file.File(kCommission, Side::kDiscipline, On(0), kNow));
  EXPECT_OK(file.Close(kNow + kDay));
  EXPECT_EQ(file.state, JointFileState::kClosed);
  EXPECT_EQ(file.closed_at, kNow + kDay);
  EXPECT_THAT(file.Close(kNow), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(file.File(kPolice, Side::kPolice, On(0), kNow), RefusedBy("ILLEGAL_TRANSITION"));
}

TEST(JointFileTest, AlarmsWhenOneSideLagsMoreThanAWeek) {
  JointFile file = Opened();
  EXPECT_EQ(file.GapDays(kNow + kLater), 0) << "nobody has filed";
  EXPECT_FALSE(file.GapAlarm(kNow + kLater));
  ASSERT_OK(file.File(kPolice, Side::kPolice, On(0), kNow));
  EXPECT_EQ(file.GapDays(kNow + 8 * kDay - absl::Seconds(1)), 7);
  EXPECT_FALSE(file.GapAlarm(kNow + 8 * kDay - absl::Seconds(1)));
  EXPECT_EQ(file.GapDays(kNow + 8 * kDay), 8);
  EXPECT_TRUE(file.GapAlarm(kNow + 8 * kDay));
  ASSERT_OK(file.File(kCommission, Side::kDiscipline, On(3), kNow + 9 * kDay));
  EXPECT_EQ(file.GapDays(kNow + kLater), 3) << "what counts is when each filed";
  EXPECT_FALSE(file.GapAlarm(kNow + kLater));
}

TEST(JointFileTest, IsSeenByItsTwoSidesOnly) {
  const JointFile file = Opened();
  EXPECT_TRUE(file.VisibleTo(kCommission));
  EXPECT_TRUE(file.VisibleTo(kPolice));
  EXPECT_FALSE(file.VisibleTo(Person(Role::kUnitHead)));
  EXPECT_FALSE(file.VisibleTo(Person(Role::kOffice)));
  EXPECT_FALSE(file.VisibleTo(Person(Role::kDiscipline, "370481105")));
}

TEST(JointFileTest, PoliceThatTheLeadAccusesHearNoMoreOfIt) {
  JointFile file = Opened();
  file.police_barred = true;
  EXPECT_FALSE(file.VisibleTo(kPolice));
  EXPECT_TRUE(file.VisibleTo(kCommission));
  EXPECT_THAT(file.Close(kNow), RefusedBy("BOTH_SIDES_MUST_FILE"));
  ASSERT_OK(file.File(kCommission, Side::kDiscipline, {"滕纪立〔2019〕4 号", kNow}, kNow));
  EXPECT_OK(file.Close(kNow));
}

}  // namespace
}  // namespace hecha::consultation
