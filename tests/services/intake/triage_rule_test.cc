// What the triage rules propose for a lead, whom they leave out, and what they say about it.
#include "services/intake/triage_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr char kTown[] = "370481104";

Unit NewUnit(std::set<Sector> sectors = {}) {
  return {UnitId::New(kNow), kTown, "单位", true, true, std::move(sectors)};
}

TriageRule Rule(const std::string& reason) {
  TriageRule rule;
  rule.code = reason;
  rule.effective_from = kNow;
  rule.reason = reason;
  return rule;
}

TriageRule Routes(TriageRoute route, int weight) {
  TriageRule rule = Rule("route");
  rule.route = route;
  rule.weight = weight;
  return rule;
}

TriageRule Grades(Grade grade, const std::string& reason) {
  TriageRule rule = Rule(reason);
  rule.grade = grade;
  return rule;
}

Lead Sand() {
  Lead lead;
  lead.registration.division = kTown;
  lead.registration.sector = Sector::kSandWashing;
  return lead;
}

TEST(TriageRuleTest, UnitInChargeOfTheSectorComesBeforeTheUnitForAll) {
  const Unit all = NewUnit();
  const Unit sand = NewUnit({Sector::kSandWashing, Sector::kCoal});
  const AssignmentProposal proposal = ProposeAssignment(
      Sand(), {Routes(TriageRoute::kGeneralUnit, 10), Routes(TriageRoute::kSectorUnit, 20)},
      {all, sand});
  ASSERT_THAT(proposal.candidates, SizeIs(2));
  EXPECT_EQ(proposal.candidates[0].unit.id, sand.id);
  EXPECT_EQ(proposal.candidates[0].score, 20);
  EXPECT_THAT(proposal.candidates[0].reasons, ElementsAre("route"));
  EXPECT_EQ(proposal.candidates[1].unit.id, all.id);
}

TEST(TriageRuleTest, WhoMustStandAsideIsLeftOutAndNotToldOn) {
  const Unit accused = NewUnit();
  const Unit employer = NewUnit();
  const Unit by_merged = NewUnit();
  const Unit declined = NewUnit();
  const Unit transport = NewUnit({Sector::kTransport});
  Lead lead = Sand();
  lead.registration.accused_units = {accused.id};
  lead.registration.subjects = {{"张某", SubjectRole::kReported, "单位", employer.id}};
  lead.barred_by_merged = {by_merged.id};
  lead.returns.push_back({.unit = declined.id, .decision = ReturnDecision::kUpheld});
  const AssignmentProposal proposal =
      ProposeAssignment(lead, {Routes(TriageRoute::kGeneralUnit, 10)},
                        {accused, employer, by_merged, declined, transport});
  EXPECT_THAT(proposal.candidates, IsEmpty());
  ASSERT_THAT(proposal.excluded, SizeIs(5));
  EXPECT_EQ(proposal.excluded[0].reason, proposal.excluded[1].reason);
  EXPECT_EQ(proposal.excluded[0].reason, proposal.excluded[2].reason);
  EXPECT_NE(proposal.excluded[2].reason, proposal.excluded[3].reason);
}

TEST(TriageRuleTest, UnitsThatDoNotVerifyHereAreNotEvenNamed) {
  Unit idle = NewUnit();
  idle.active = false;
  Unit commission = NewUnit();
  commission.verifies = false;
  Unit elsewhere = NewUnit();
  elsewhere.division = "370481105";
  const AssignmentProposal proposal = ProposeAssignment(Sand(), {}, {idle, commission, elsewhere});
  EXPECT_THAT(proposal.candidates, IsEmpty());
  EXPECT_THAT(proposal.excluded, IsEmpty());
}

TEST(TriageRuleTest, WeightiestGradeWinsAndSaysWhy) {
  TriageRule key = Grades(Grade::kKey, "key");
  key.key_lead = true;
  TriageRule central = Grades(Grade::kMajor, "central");
  central.level = Level::kCentral;
  const std::vector<TriageRule> rules = {Grades(Grade::kOrdinary, "ordinary"), key, central};
  Lead lead = Sand();
  EXPECT_EQ(ProposeAssignment(lead, rules, {}).grade, Grade::kOrdinary);
  lead.registration.key_lead = true;
  EXPECT_THAT(ProposeAssignment(lead, rules, {}).reasons, ElementsAre("key"));
  lead.registration.level = Level::kCentral;
  EXPECT_EQ(ProposeAssignment(lead, rules, {}).grade, Grade::kMajor);
  EXPECT_THAT(ProposeAssignment(lead, rules, {}).reasons, ElementsAre("central"));
}

TEST(TriageRuleTest, UmbrellaHasARouteAndNoCandidates) {
  TriageRule seal = Routes(TriageRoute::kSeal, 0);
  seal.umbrella = Umbrella::kSuspected;
  Lead lead = Sand();
  EXPECT_THAT(ProposeAssignment(lead, {seal}, {NewUnit()}).candidates, SizeIs(1));
  lead.registration.umbrella = Umbrella::kSuspected;
  const AssignmentProposal proposal = ProposeAssignment(lead, {seal}, {NewUnit()});
  EXPECT_EQ(proposal.route, TriageRoute::kSeal);
  EXPECT_THAT(proposal.reasons, ElementsAre("route"));
  EXPECT_THAT(proposal.candidates, IsEmpty());
}

TEST(TriageRuleTest, RuleHoldsInItsTerritoryAndTime) {
  TriageRule rule = Rule("town");
  rule.division = "370481105";
  EXPECT_FALSE(rule.Fits(Sand()));
  rule.division = "370481";
  EXPECT_TRUE(rule.Fits(Sand()));
  EXPECT_FALSE(rule.InForce(kNow - absl::Seconds(1)));
  EXPECT_TRUE(rule.InForce(kNow));
  rule.effective_until = kNow + absl::Hours(1);
  EXPECT_FALSE(rule.InForce(*rule.effective_until));
}

}  // namespace
}  // namespace hecha::intake
