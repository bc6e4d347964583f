// What in a text may tell who wrote it.
#include "services/intake/reporter_hint.h"

#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ReporterHintTest, FlagsWhatPeopleSayOfThemselves) {
  EXPECT_THAT(ReporterHints("您好，我叫王建国，家住西岗镇前泉村12号。有人强占沙场。"),
              ElementsAre("我叫王建国", "家住西岗镇前泉村12号"));
  EXPECT_THAT(ReporterHints("我是前泉村的村民，请保密"), ElementsAre("我是前泉村的村民"));
  EXPECT_THAT(ReporterHints("请回电，联系电话：138 9999 7777"),
              ElementsAre("联系电话：138 9999 7777", "13899997777"));
}

TEST(ReporterHintTest, FlagsNumbersOfPersons) {
  EXPECT_THAT(ReporterHints("打１３８９９９９７７７７找我"), ElementsAre("13899997777"));
}

TEST(ReporterHintTest, LeavesTheMatterItselfAlone) {
  EXPECT_THAT(ReporterHints("某砂石场以威胁手段垄断供料，多名司机被打。我是担心报复才匿名的。"),
              IsEmpty());
  EXPECT_THAT(ReporterHints(""), IsEmpty());
}

TEST(ReporterHintTest, FindsTheReportersOwnDataHoweverTheyAreWritten) {
  const ReporterIdentity identity{"王建国", "138-6320 4417", "370481199001011239",
                                  "山东省滕州市西岗镇前泉村12号"};
  EXPECT_THAT(PassagesNaming(identity, "王建国说：打138 6320 4417找他，他就在前泉村12号。"),
              ElementsAre("王建国", "前泉村12号", "138 6320 4417"));
  EXPECT_THAT(PassagesNaming(identity, "证件370481199001011239"),
              ElementsAre("370481199001011239"));
  EXPECT_THAT(PassagesNaming(identity, "西岗镇前泉村有人偷采，打13863204418。"), IsEmpty());
  EXPECT_THAT(PassagesNaming({"王", "", "", "西岗镇"}, "王某在西岗镇"), IsEmpty());
  EXPECT_THAT(PassagesNaming({}, "有人偷采"), IsEmpty());
}

TEST(ReporterHintTest, NobodyAssignsWhatMayTellWhoReportedItWithoutNotice) {
  Lead lead;
  lead.registration.narrative = "洗煤场强收过磅费";
  EXPECT_OK(CheckHintsAcknowledged(lead, false));
  lead.summary = "举报人：王建国";
  EXPECT_THAT(CheckHintsAcknowledged(lead, false), RefusedBy("HINTS_UNACKNOWLEDGED"));
  EXPECT_OK(CheckHintsAcknowledged(lead, true));
  lead.summary.clear();
  lead.registration.reporter_passages = {"王建国"};
  EXPECT_THAT(ReporterHintsOf(lead), ElementsAre("王建国"));
}

TEST(ReporterHintTest, StandsBrokenAndEndlessText) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += "我叫" + std::to_string(i);
  EXPECT_THAT(ReporterHints(text), SizeIs(testing::Le(20u)));
  EXPECT_THAT(ReporterHints("我叫\xe5\xbc"), SizeIs(1));
  EXPECT_THAT(ReporterHints(std::string(1'000, '\xff')), IsEmpty());
}

}  // namespace
}  // namespace hecha::intake
