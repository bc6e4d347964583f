// What a ledger's line shows: a cell a column, in the printed words; next to nothing of a sealed
// lead.
#include "services/supervision/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hecha::supervision {
namespace {

using testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'555'291'800);  // 2019-04-15 09:30 in China

LeadLine Line() {
  LeadLine line;
  line.lead_no = "370481104-BZ2019-000007";
  line.division = "370481104";
  line.received_at = kNow;
  line.channel = 2;
  line.level = 5;
  line.identity = 2;
  line.sector = 6;
  line.state = 3;
  line.summary = "反映强买强卖";
  line.opinion = "交派出所核查";
  line.destination = "西岗派出所";
  return line;
}

TEST(LedgerTest, LineOfALeadIsPrintedInWords) {
  EXPECT_THAT(CellsOf(Line()), ElementsAre("370481104-BZ2019-000007", "2019-04-15 09:30", "来电",
                                           "镇", "匿名", "洗砂场", "370481104", "反映强买强卖",
                                           "交派出所核查", "西岗派出所", "交办"));
  EXPECT_EQ(CellsOf(Line()).size(), LeadColumns().size());
}

TEST(LedgerTest, SealedLineShowsNumberDivisionAndStateOnly) {
  LeadLine line = Line();
  line.state = 5;
  line.sealed = true;
  EXPECT_THAT(CellsOf(line), ElementsAre("370481104-BZ2019-000007", "", "", "", "", "", "370481104",
                                         "", "", "", "密封移送"));
}

TEST(LedgerTest, LineOfACaseFillsAsTheCaseGoes) {
  CaseLine line;
  line.lead_no = "370481104-BZ2019-000007";
  line.division = "370481104";
  line.unit_name = "西岗派出所";
  EXPECT_THAT(CellsOf(line), ElementsAre("370481104-BZ2019-000007", "370481104", "西岗派出所", "",
                                         "", "0", "", "", "", "", "", ""));
  line.investigators = 2;
  line.planned_at = kNow;
  line.steps = 3;
  line.findings = {{1, 1}, {2, 3}};
  line.outcome = 2;
  line.signatures = {"王某", "李某"};
  line.report_version = 1;
  line.filing_no = "滕公立字〔2019〕21 号";
  line.closed_at = kNow + absl::Hours(24);
  EXPECT_THAT(CellsOf(line),
              ElementsAre("370481104-BZ2019-000007", "370481104", "西岗派出所", "2",
                          "2019-04-15 09:30", "3", "1.查实；2.查否", "部分属实", "王某；李某", "1",
                          "滕公立字〔2019〕21 号", "2019-04-16 09:30"));
  EXPECT_EQ(CellsOf(line).size(), CaseColumns().size());
}

TEST(LedgerTest, CodeThatIsNotKnownLeavesItsCellEmpty) {
  LeadLine line = Line();
  line.channel = 99;
  line.sector = -1;
  line.state = 0;
  const std::vector<std::string> cells = CellsOf(line);
  EXPECT_EQ(cells[2], "");
  EXPECT_EQ(cells[5], "");
  EXPECT_EQ(cells[10], "");
}

}  // namespace
}  // namespace hecha::supervision
