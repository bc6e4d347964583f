// What a ledger's line shows: a cell a column, in the printed words; next to nothing of a sealed
// lead, and of a letter in the commission's compartment. And who may read which ledger.
#include "services/supervision/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/supervision/ledger_column.h"
#include "services/supervision/statistics.h"
#include "tests/testing/status_matchers.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'555'291'800);  // 2019-04-15 09:30 in China

Line LeadLine() {
  Line line;
  line.key = {Ledger::kLeads, "370481104", Uuid::V7(kNow)};
  line.channel = 2;
  line.sector = 6;
  line.state = 3;
  line.Set(Cell::kLeadNo, "370481104-BZ2019-000007");
  line.SetTime(Cell::kReceivedAt, kNow);
  line.SetNumber(Cell::kLevel, 5);
  line.SetNumber(Cell::kIdentity, 2);
  line.Set(Cell::kSummary, "反映强买强卖");
  line.Set(Cell::kOpinion, "交派出所核查");
  line.Set(Cell::kDestination, "西岗派出所");
  return line;
}

std::vector<std::string> TitlesOf(Ledger ledger) {
  std::vector<std::string> titles;
  for (const Column& column : ColumnsOf(ledger)) titles.emplace_back(column.title);
  return titles;
}

Actor ActorWith(Role role) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.roles = {role};
  return actor;
}

TEST(LedgerTest, LineOfALeadIsPrintedInWords) {
  EXPECT_THAT(
      CellsOf(LeadLine(), true),
      ElementsAre("370481104-BZ2019-000007", "2019-04-15 09:30", "来电", "镇", "匿名", "洗砂场",
                  "370481104", "反映强买强卖", "交派出所核查", "西岗派出所", "交办"));
}

TEST(LedgerTest, SealedLineShowsNumberDivisionAndStateOnly) {
  Line line = LeadLine();
  line.state = 5;
  KeepStubOnly(line);
  EXPECT_THAT(CellsOf(line, true), ElementsAre("370481104-BZ2019-000007", "", "", "", "", "",
                                               "370481104", "", "", "", "密封移送"));
  for (const Total& total : Counted(line)) {
    if (total.measure == Measure::kSector || total.measure == Measure::kChannel) {
      EXPECT_EQ(total.code, 0) << "no figure tells what a sealed lead is about";
    }
  }
}

TEST(LedgerTest, ColumnsStandInThePlansOrder) {
  EXPECT_THAT(TitlesOf(Ledger::kSuperior),
              ElementsAre("来文号", "交办单位", "批示领导", "方式", "时限", "主办", "包案领导",
                          "进度", "延期", "上报日", "编号", "属地"));
  EXPECT_THAT(TitlesOf(Ledger::kCases),
              ElementsAre("编号", "核查组", "方案日", "措施", "逐项认定", "结论", "两签字人/日",
                          "报告号", "立案号", "核查单位", "办结日", "属地"));
  EXPECT_THAT(TitlesOf(Ledger::kReviews),
              ElementsAre("原结论", "原单位", "复核单位", "复核结论", "反馈日", "反馈方式", "态度",
                          "回访", "编号", "属地", "状态"));
  EXPECT_THAT(TitlesOf(Ledger::kTransfers),
              ElementsAre("移交函号", "移送日", "签收日", "受理", "同步立案日", "会议号", "决议",
                          "办结", "属地", "状态"));
  EXPECT_THAT(TitlesOf(Ledger::kProblems),
              ElementsAre("问题", "单位", "责任人", "措施", "时限", "验收人", "销号日",
                          "约谈/通报/问责", "扣分", "编号", "属地", "状态"));
}

TEST(LedgerTest, FindingsArePrintedByAllegation) {
  Line line;
  line.key.ledger = Ledger::kCases;
  line.Set(Cell::kFindings, "2=3;1=1;");
  EXPECT_EQ(CellsOf(line, true)[4], "1.查实；2.查否");
}

TEST(LedgerTest, LetterIsAStubForEveryoneButTheCommission) {
  Line line;
  line.key = {Ledger::kTransfers, "370481104", Uuid::V7(kNow)};
  line.state = 3;
  line.Set(Cell::kLetterNo, "移-370481104-BZ2019-000007");
  line.Set(Cell::kDecision, "受理立案");
  EXPECT_THAT(
      CellsOf(line, SeesWhole(ActorWith(Role::kOffice), Ledger::kTransfers)),
      ElementsAre("移-370481104-BZ2019-000007", "", "", "", "", "", "", "", "370481104", "已办结"));
  EXPECT_EQ(CellsOf(line, SeesWhole(ActorWith(Role::kDiscipline), Ledger::kTransfers))[3],
            "受理立案");
}

TEST(LedgerTest, EveryLedgerHasItsReaders) {
  const auto readers = [](Ledger ledger) {
    std::vector<Role> roles;
    for (Role role :
         {Role::kClerk, Role::kOffice, Role::kInvestigator, Role::kUnitHead, Role::kLeader,
          Role::kDiscipline, Role::kOrganisation, Role::kCityOffice, Role::kOperator})
      if (CheckMayRead(ActorWith(role), ledger).ok()) roles.push_back(role);
    return roles;
  };
  for (Ledger ledger :
       {Ledger::kLeads, Ledger::kSuperior, Ledger::kCases, Ledger::kReviews, Ledger::kSweeps})
    EXPECT_THAT(readers(ledger),
                ElementsAre(Role::kClerk, Role::kOffice, Role::kLeader, Role::kCityOffice));
  EXPECT_THAT(readers(Ledger::kTransfers),
              ElementsAre(Role::kOffice, Role::kLeader, Role::kDiscipline, Role::kCityOffice));
  EXPECT_THAT(readers(Ledger::kProblems),
              ElementsAre(Role::kOffice, Role::kLeader, Role::kDiscipline, Role::kOrganisation,
                          Role::kCityOffice));
  EXPECT_THAT(CheckMayRead(ActorWith(Role::kOrganisation), Ledger::kLeads),
              RefusedBy("LEDGER_NOT_YOURS"));
}

TEST(LedgerTest, CodeThatIsNotKnownLeavesItsCellEmpty) {
  Line line = LeadLine();
  line.channel = 99;
  line.sector = -1;
  line.state = 0;
  const std::vector<std::string> cells = CellsOf(line, true);
  EXPECT_EQ(cells[2], "");
  EXPECT_EQ(cells[5], "");
  EXPECT_EQ(cells[10], "");
}

TEST(LedgerTest, PartOfAUnitKeepsTheTimeOfItsRound) {
  const Uuid earlier = Uuid::V7(kNow);
  const Uuid later = Uuid::V7(kNow + absl::Seconds(1));
  const Uuid unit = Uuid::V7(kNow);
  const Uuid other = Uuid::V7(kNow);
  EXPECT_LT(SweepPart(earlier, unit), SweepPart(later, other));
  EXPECT_NE(SweepPart(earlier, unit), SweepPart(earlier, other));
  EXPECT_EQ(SweepPart(earlier, unit), SweepPart(earlier, unit));
}

TEST(LedgerTest, DayIsReadAsItIsPrinted) {
  EXPECT_EQ(ParseDay("2019-04-15"), DayOf(kNow));
  EXPECT_EQ(PrintDay(DayOf(kNow)), "2019-04-15");
  EXPECT_FALSE(ParseDay("15.4.2019").has_value());
}

}  // namespace
}  // namespace hecha::supervision
