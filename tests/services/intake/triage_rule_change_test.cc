// Who proposes a triage rule, who approves it, and which version counts for which lead.
#include "services/intake/triage_rule_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr absl::Duration kDay = absl::Hours(24);
constexpr char kTown[] = "370481104";
constexpr char kCity[] = "370481";

Actor Person(Role role, const std::string& division) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.division = division;
  actor.roles = {role};
  return actor;
}

TriageRule Markets(absl::Time from, const std::string& division = kTown) {
  TriageRule rule;
  rule.code = "SECTOR_MARKETS";
  rule.effective_from = from;
  rule.division = division;
  rule.sector = Sector::kMarkets;
  rule.grade = Grade::kKey;
  rule.reason = "本镇集贸市场是主攻方向";
  return rule;
}

const Actor kOffice = Person(Role::kOffice, kTown);

absl::StatusOr<TriageRuleChange> Propose(const TriageRule& rule, const Actor& by = kOffice,
                                         bool ends = false) {
  return TriageRuleChange::Propose(TriageRuleChangeId::New(kNow), rule, ends, by, kNow);
}

TEST(TriageRuleChangeTest, BeginsInTheFutureInOnesOwnTerritory) {
  EXPECT_OK(Propose(Markets(kNow + kDay)));
  EXPECT_THAT(Propose(Markets(kNow)), RefusedBy("RULE_RETROACTIVE"));
  EXPECT_THAT(Propose(Markets(kNow + kDay, "370481105")), RefusedBy("NOT_YOUR_TERRITORY"));
  EXPECT_THAT(Propose(Markets(kNow + kDay, kCity)), RefusedBy("NOT_YOUR_TERRITORY"));
  const Actor city = Person(Role::kCityOffice, kCity);
  EXPECT_OK(Propose(Markets(kNow + kDay, kCity), city));
  EXPECT_OK(Propose(Markets(kNow + kDay), city));
  EXPECT_THAT(Propose(Markets(kNow + kDay, ""), city), RefusedBy("NOT_YOUR_TERRITORY"));
}

TEST(TriageRuleChangeTest, SaysSomethingThatCanBeFollowed) {
  TriageRule rule = Markets(kNow + kDay);
  rule.code = "markets";
  EXPECT_THAT(Propose(rule), RefusedBy("RULE_CODE"));
  rule = Markets(kNow + kDay);
  rule.grade = Grade::kNone;
  EXPECT_THAT(Propose(rule), RefusedBy("RULE_WITHOUT_EFFECT"));
  EXPECT_OK(Propose(rule, kOffice, /*ends=*/true));
  rule = Markets(kNow + kDay);
  rule.weight = 1001;
  EXPECT_THAT(Propose(rule), RefusedBy("OUT_OF_RANGE"));
}

TEST(TriageRuleChangeTest, SecondPersonApprovesBeforeItsDay) {
  ASSERT_OK_AND_ASSIGN(TriageRuleChange change, Propose(Markets(kNow + kDay)));
  EXPECT_THAT(change.Approve(kOffice, kNow), RefusedBy("SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(change.Approve(Person(Role::kLeader, "370481105"), kNow), RefusedBy("NOT_YOUR_DUTY"));
  const Actor leader = Person(Role::kLeader, kTown);
  EXPECT_THAT(change.Approve(leader, kNow + kDay), RefusedBy("RULE_RETROACTIVE"));
  EXPECT_EQ(change.version, 1);
  ASSERT_OK(change.Approve(leader, kNow));
  EXPECT_EQ(change.state, RuleChangeState::kApproved);
  EXPECT_THAT(change.Decline(leader, kNow), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK_AND_ASSIGN(TriageRuleChange own, Propose(Markets(kNow + kDay)));
  EXPECT_OK(own.Decline(kOffice, kNow));
}

TEST(RulesInForceTest, NewestVersionOfATerritoryCountsUntilItEnds) {
  TriageRule older = Markets(kNow - 2 * kDay);
  older.reason = "older";
  TriageRule newer = Markets(kNow - kDay);
  newer.reason = "newer";
  TriageRule coming = Markets(kNow + kDay);
  const auto reasons = [](const std::vector<TriageRule>& rules, absl::Time now) {
    std::vector<std::string> said;
    for (const TriageRule& rule : RulesInForce(rules, now)) said.push_back(rule.reason);
    return said;
  };
  EXPECT_THAT(reasons({older, newer, coming}, kNow), ElementsAre("newer"));
  EXPECT_THAT(reasons({older, newer, coming}, kNow - kDay - absl::Seconds(1)),
              ElementsAre("older"));
  TriageRule ended = Markets(kNow);
  ended.effective_until = kNow;
  EXPECT_THAT(reasons({older, newer, ended}, kNow), testing::IsEmpty());
}

TEST(RulesInForceTest, TownsRuleCountsBeforeTheOneOfEverybody) {
  TriageRule everywhere = Markets(kNow, "");
  everywhere.grade = Grade::kMajor;
  Lead lead;
  lead.registration.sector = Sector::kMarkets;
  lead.registration.division = kTown;
  EXPECT_EQ(ProposeAssignment(lead, {everywhere, Markets(kNow)}, {}).grade, Grade::kKey);
  lead.registration.division = "370481105";
  EXPECT_EQ(ProposeAssignment(lead, {everywhere, Markets(kNow)}, {}).grade, Grade::kMajor);
}

}  // namespace
}  // namespace hecha::intake
