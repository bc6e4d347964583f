// How alike two texts are found to be, and what may become of a suggestion.
#include "services/intake/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "services/common/base/text.h"
#include "services/intake/fingerprint.h"
#include "services/intake/lead_graph.h"
#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kQuarry[] =
    "西岗镇北村砂石场老板王某长期以威胁手段垄断供料，"
    "凡是不从他家进料的工地夜里都会有人来砸车，村民敢怒不敢言。";

MatchText Text(const std::string& narrative, const std::string& title = "") {
  return MatchText::Of(title, narrative);
}

TEST(CompareTest, SameTextInOtherWidthAndPunctuationIsWhollyTheSame) {
  const auto likeness = Compare(Text("王某ABC公司，欠薪１２３万元，至今未还工人血汗钱。"),
                                Text("王某ａｂｃ公司 欠薪123万元\n至今未还工人血汗钱!"));
  ASSERT_TRUE(likeness.has_value());
  EXPECT_THAT(likeness->score, DoubleEq(1));
}

TEST(CompareTest, CommonPassageIsLocatedInBothTexts) {
  const std::string other = std::string("昨天看到：") + kQuarry;
  const auto likeness = Compare(Text(kQuarry), Text(other));
  ASSERT_TRUE(likeness.has_value());
  ASSERT_THAT(likeness->reasons.passages, SizeIs(1));
  const Passage& passage = likeness->reasons.passages[0];
  EXPECT_EQ(passage.offset_a, 0u);
  EXPECT_EQ(passage.offset_b, 5u);
  EXPECT_EQ(passage.length_a, passage.length_b);
  EXPECT_EQ(passage.length_a, CharacterCount(kQuarry) - 1) << "without the last full stop";
}

TEST(CompareTest, OtherMattersAreNoSuggestion) {
  EXPECT_FALSE(
      Compare(Text(kQuarry), Text("小区门口的路灯坏了三个月，物业一直说等配件，请有关部门督促。"))
          .has_value());
}

TEST(CompareTest, FewWordsInCommonAreNoSuggestion) {
  EXPECT_FALSE(Compare(Text("请领导严查此事"), Text("希望领导严查此事")).has_value());
  EXPECT_TRUE(Compare(Text("请领导严查"), Text("请领导严查！")).has_value())
      << "but an equal text is";
}

TEST(CompareTest, SharedEntityIsASuggestionInOtherWords) {
  const auto likeness = Compare(Text("讨债的人留下电话13806320001。"),
                                Text("高利贷广告，请查处。", "联系138-0632-0001"));
  ASSERT_TRUE(likeness.has_value());
  EXPECT_THAT(likeness->reasons.entities, ElementsAre(Entity{EntityKind::kPhone, "13806320001"}));
  EXPECT_THAT(likeness->score, Gt(0.5));
}

TEST(CompareTest, EmptyTextsAreNotAlike) {
  EXPECT_FALSE(Compare(Text("。。。"), Text("！！！")).has_value());
}

TEST(CompareTest, PhrasesOfAnyPetitionMakeNobodyAlike) {
  constexpr char kCourtesy[] = "尊敬的领导您好，希望有关部门尽快解决，刻不容缓有何具体行动。";
  const auto with = [&](const char* matter) { return Text(std::string(kCourtesy) + matter); };
  EXPECT_FALSE(Compare(with("砂石场老板夜里派人砸车，工地不敢从别家进料。"),
                       with("小区路灯坏了三个月，物业一直说在等配件到货。"))
                   .has_value());
  const auto alike = Compare(with("砂石场老板夜里派人砸车，工地不敢从别家进料。"),
                             Text("砂石场老板夜里派人砸车，工地不敢从别家进料。"));
  ASSERT_TRUE(alike.has_value()) << "but what they say beside them does";
  EXPECT_THAT(alike->score, Gt(0.9));
}

Registration About(const std::string& narrative) {
  Registration registration;
  registration.title = "反映问题";
  registration.narrative = narrative;
  return registration;
}

TEST(CompareTest, WhatIsKnownBesideTheNarrativeCountsToo) {
  const MatchText text = Text("讨债的人留下电话13806320001。");
  Registration by_contact = About("来电反映有人上门讨债。");
  by_contact.contact = ContactRecord{std::nullopt, 5, 1, "王受理", "回电13806320001"};
  EXPECT_TRUE(Compare(text, MatchText::Of(by_contact, {})).has_value());
  EXPECT_TRUE(Compare(text, MatchText::Of(About("有人上门讨债。"), {"补充：是13806320001打的"}))
                  .has_value());
  Registration by_subject = About("有人上门讨债。");
  by_subject.subjects = {{.name = "李某", .alias = "电话13806320001"}};
  EXPECT_TRUE(Compare(text, MatchText::Of(by_subject, {})).has_value());
  EXPECT_FALSE(Compare(text, MatchText::Of(About("有人上门讨债。"), {})).has_value());
}

TEST(CompareTest, TheSamePersonAtTheSamePlaceIsASuggestion) {
  Registration one = About("砂石场强买强卖。");
  one.subjects = {{.name = "王大", .alias = "王老虎", .place = "西岗镇北村"}};
  Registration other = About("洗煤厂收过磅费。");
  other.subjects = {{.name = "王老虎", .place = "北村"}};
  const auto likeness = Compare(MatchText::Of(one, {}), MatchText::Of(other, {}));
  ASSERT_TRUE(likeness.has_value());
  EXPECT_THAT(likeness->reasons.entities,
              ElementsAre(Entity{EntityKind::kNamePlace, "王老虎 北村"}));
  other.subjects[0].place = "南村";
  EXPECT_FALSE(Compare(MatchText::Of(one, {}), MatchText::Of(other, {})).has_value());
}

TEST(MaskedTest, TellsNobodyWhatOneDoesNotKnow) {
  EXPECT_EQ(Masked({EntityKind::kPhone, "13806320001"}), "138****0001");
  EXPECT_EQ(Masked({EntityKind::kNamePlace, "王老虎 张庄村"}), "王** 张**");
}

TEST(FingerprintTest, AnotherSecretSharesNoFeature) {
  const Fingerprinter one(std::string(32, 'a'));
  const Fingerprinter two(std::string(32, 'b'));
  const std::vector<uint64_t> shingles = Text(kQuarry).shingles;
  const std::vector<int64_t> bands = one.Bands(shingles);
  EXPECT_THAT(bands, SizeIs(Fingerprinter::kBands));
  EXPECT_EQ(one.Bands(shingles), bands);
  const std::set<int64_t> known(bands.begin(), bands.end());
  for (int64_t band : two.Bands(shingles)) EXPECT_FALSE(known.contains(band));
  const Entity phone{EntityKind::kPhone, "13806320001"};
  EXPECT_NE(one.Feature(phone), two.Feature(phone));
}

TEST(FingerprintTest, HalfOfTheShinglesInCommonIsEnoughForABand) {
  // 0.996 by the formula in the header; 100 secrets make chance visible.
  std::vector<uint64_t> a;
  std::vector<uint64_t> b;
  for (uint64_t i = 0; i < 300; ++i) (i < 225 ? a : b).push_back(i);
  for (uint64_t i = 75; i < 225; ++i) b.push_back(i);
  int met = 0;
  for (int secret = 0; secret < 100; ++secret) {
    const Fingerprinter fingerprinter(std::string(32, static_cast<char>(secret)));
    const std::vector<int64_t> left = fingerprinter.Bands(a);
    const std::vector<int64_t> right = fingerprinter.Bands(b);
    bool shared = false;
    for (size_t i = 0; i < left.size(); ++i) shared = shared || left[i] == right[i];
    met += shared ? 1 : 0;
  }
  EXPECT_THAT(met, Gt(95));
}

TEST(FingerprintTest, TextWithoutWordsHasNone) {
  EXPECT_THAT(Fingerprinter(std::string(32, 'a')).Bands(Text("！！").shingles), IsEmpty());
}

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'123);
const UserId kClerk = UserId::New(kNow);

Match Suggested() {
  return Match::Suggest(MatchId::New(kNow), "370481104", LeadId::New(kNow), LeadId::New(kNow),
                        *Compare(Text(kQuarry), Text(kQuarry)), kNow);
}

TEST(MatchTest, AnswerIsRecordedWithItsReason) {
  Match match = Suggested();
  ASSERT_OK(match.Decide(MatchState::kSameMatter, "同一砂石场", kClerk, kNow));
  EXPECT_EQ(match.state, MatchState::kSameMatter);
  EXPECT_EQ(match.version, 2);
  EXPECT_EQ(match.decided_by, kClerk);
  EXPECT_EQ(match.decided_at, kNow);
}

TEST(MatchTest, AnswerCanBeCorrectedButNotRepeated) {
  Match match = Suggested();
  ASSERT_OK(match.Decide(MatchState::kSameMatter, "同一砂石场", kClerk, kNow));
  EXPECT_THAT(match.Decide(MatchState::kSameMatter, "再次", kClerk, kNow),
              RefusedBy("ALREADY_DECIDED"));
  ASSERT_OK(match.Decide(MatchState::kDifferent, "看错了", kClerk, kNow));
  EXPECT_EQ(match.version, 3);
}

TEST(MatchTest, AnswerNeedsADecisionAndAReason) {
  Match match = Suggested();
  EXPECT_THAT(match.Decide(MatchState::kOpen, "不清楚", kClerk, kNow),
              RefusedBy("DECISION_REQUIRED"));
  EXPECT_THAT(match.Decide(MatchState::kDifferent, "", kClerk, kNow), RefusedBy("REQUIRED"));
  EXPECT_EQ(match.version, 1);
  EXPECT_EQ(match.state, MatchState::kOpen);
}

Match Found(double score, bool by_entity_alone) {
  Likeness likeness;
  likeness.score = score;
  likeness.reasons.overlap = by_entity_alone ? 0 : score;
  return Match::Suggest(MatchId::New(kNow), "370481104", LeadId::New(kNow), LeadId::New(kNow),
                        likeness, kNow);
}

TEST(WorthAskingTest, CopiesDoNotPushOutWhoNamesTheSame) {
  std::vector<Match> found(30, Found(1, false));
  for (int i = 0; i < 6; ++i) found.push_back(Found(0.7, true));
  const std::vector<Match> asked = WorthAsking(found);
  EXPECT_THAT(asked, SizeIs(kMostAsked));
  EXPECT_EQ(std::count_if(asked.begin(), asked.end(),
                          [](const Match& match) { return match.ByEntityAlone(); }),
            static_cast<ptrdiff_t>(kMostNamed));
  EXPECT_FALSE(asked.front().ByEntityAlone()) << "the most alike first";
}

TEST(WorthAskingTest, RoomThatNobodyNeedsIsNotKept) {
  EXPECT_THAT(WorthAsking(std::vector<Match>(30, Found(0.9, false))), SizeIs(kMostAsked));
  EXPECT_THAT(WorthAsking(std::vector<Match>(30, Found(0.7, true))), SizeIs(kMostAsked));
  EXPECT_THAT(WorthAsking({Found(0.9, false)}), SizeIs(1));
}

}  // namespace
}  // namespace hecha::intake
