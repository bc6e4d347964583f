// Entities found by form and check digit, in the ways that people type them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/intake/entity.h"

namespace hecha::intake {

void PrintTo(const Entity& entity, std::ostream* out) {
  *out << static_cast<int>(entity.kind) << ":" << entity.value;
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Entity Phone(std::string value) { return {EntityKind::kPhone, std::move(value)}; }
Entity ResidentId(std::string value) { return {EntityKind::kResidentId, std::move(value)}; }
Entity Plate(std::string value) { return {EntityKind::kPlate, std::move(value)}; }
Entity CreditCode(std::string value) { return {EntityKind::kCreditCode, std::move(value)}; }
Entity BankCard(std::string value) { return {EntityKind::kBankCard, std::move(value)}; }

class PhoneTest : public testing::TestWithParam<const char*> {};

TEST_P(PhoneTest, IsOneNumberHoweverItIsTyped) {
  EXPECT_THAT(ExtractEntities(GetParam()), ElementsAre(Phone("13806320001")));
}

INSTANTIATE_TEST_SUITE_P(Mobile, PhoneTest,
                         testing::Values("电话13806320001。", "手机：138-0632-0001",
                                         "138 0632 0001", "１３８０６３２０００１转告",
                                         "+86 13806320001", "(+86)138-0632-0001", "008613806320001",
                                         "微信WX13806320001", "2019-04-15 13806320001来电"));

class LandlineTest : public testing::TestWithParam<const char*> {};

TEST_P(LandlineTest, IsOneNumberHoweverItIsTyped) {
  EXPECT_THAT(ExtractEntities(GetParam()), ElementsAre(Phone("06325551234")));
}

INSTANTIATE_TEST_SUITE_P(Landline, LandlineTest,
                         testing::Values("06325551234", "0632-5551234", "0632—5551234",
                                         "（0632）5551234", "+86 632 5551234", "0632-5551234-801"));

TEST(EntityTest, ListOfPhonesIsSeveral) {
  EXPECT_THAT(ExtractEntities("13806320001 13906320002、010-62345678"),
              ElementsAre(Phone("01062345678"), Phone("13806320001"), Phone("13906320002")));
}

TEST(EntityTest, NumberThatFailsItsFormIsNoPhone) {
  EXPECT_THAT(ExtractEntities("12806320001 1380632000 138063200011 5551234 2019-04-15 12337"),
              IsEmpty());
}

TEST(EntityTest, ResidentIdNeedsDateAndCheckDigit) {
  EXPECT_THAT(ExtractEntities("身份证１１０１０５１９４９１２３１００２ｘ"),
              ElementsAre(ResidentId("11010519491231002X")));
  EXPECT_THAT(ExtractEntities("110105194912310021"), IsEmpty()) << "wrong check digit";
  EXPECT_THAT(ExtractEntities("11010519491331002X"), IsEmpty()) << "thirteenth month";
}

TEST(EntityTest, CreditCodeNeedsItsCheckCharacter) {
  EXPECT_THAT(ExtractEntities("统一社会信用代码：91350100m000100y43"),
              ElementsAre(CreditCode("91350100M000100Y43")));
  EXPECT_THAT(ExtractEntities("91350100M000100Y44"), IsEmpty());
}

TEST(EntityTest, BankCardNeedsItsCheckDigit) {
  EXPECT_THAT(ExtractEntities("打到卡6222 0216 0200 1234 568，又打到6222021602001234568"),
              ElementsAre(BankCard("6222021602001234568")));
  EXPECT_THAT(ExtractEntities("6222021602001234569"), IsEmpty());
}

TEST(EntityTest, PlateOfFiveOrSixWithOrWithoutItsDot) {
  EXPECT_THAT(ExtractEntities("车牌鲁D·12A45和鲁ＤＤ１２３４５、鲁d5678挂"),
              ElementsAre(Plate("鲁D12A45"), Plate("鲁D5678挂"), Plate("鲁DD12345")));
}

TEST(EntityTest, PlaceNameIsNoPlate) {
  EXPECT_THAT(ExtractEntities("新A3区、鲁DABCDE、鲁D1234I、京A市"), IsEmpty());
}

TEST(EntityTest, EachEntityIsNamedOnce) {
  EXPECT_THAT(ExtractEntities("13806320001，再打13806320001"), ElementsAre(Phone("13806320001")));
}

TEST(EntityTest, BrokenUtf8IsReadAround) {
  EXPECT_THAT(ExtractEntities("\xE4\xB8"
                              "13806320001\xFF\xF0\x9F"),
              ElementsAre(Phone("13806320001")));
}

TEST(NameAndPlaceTest, APersonIsNameAndPlaceWithoutWhatThePlaceLiesIn) {
  const Entity expected{EntityKind::kNamePlace, "张三 张庄村"};
  for (const char* place : {"张庄村", "西岗镇张庄村", "山东省滕州市西岗镇 张庄村"})
    EXPECT_EQ(NameAndPlace("张三", place), expected) << place;
  EXPECT_EQ(NameAndPlace("张 三", "张庄村"), expected);
  EXPECT_NE(NameAndPlace("张三", "李庄村"), expected);
  EXPECT_NE(NameAndPlace("李四", "张庄村"), expected);
  EXPECT_EQ(NameAndPlace("张三", "滕州市阳光小区3号楼")->value, "张三 阳光小区3号楼");
  EXPECT_EQ(NameAndPlace("张三", "西岗镇南市场东门")->value, "张三 南市场东门");
  // A division that is all there is said of the place is the place.
  EXPECT_EQ(NameAndPlace("张三", "西岗镇")->value, "张三 西岗镇");
}

TEST(NameAndPlaceTest, OneOfThemIsNobody) {
  EXPECT_EQ(NameAndPlace("张三", ""), std::nullopt);
  EXPECT_EQ(NameAndPlace("", "张庄村"), std::nullopt);
  EXPECT_EQ(NameAndPlace("张", "张庄村"), std::nullopt) << "a surname alone";
}

}  // namespace
}  // namespace hecha::intake
