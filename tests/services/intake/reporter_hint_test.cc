// What in a text may tell who wrote it.
#include "services/intake/reporter_hint.h"

#include <gmock/gmock.h>

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

TEST(ReporterHintTest, StandsBrokenAndEndlessText) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += "我叫" + std::to_string(i);
  EXPECT_THAT(ReporterHints(text), SizeIs(testing::Le(20u)));
  EXPECT_THAT(ReporterHints("我叫\xe5\xbc"), SizeIs(1));
  EXPECT_THAT(ReporterHints(std::string(1'000, '\xff')), IsEmpty());
}

}  // namespace
}  // namespace hecha::intake
