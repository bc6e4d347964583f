// Every cell of (state, action): what the table allows moves and counts, everything else is
// refused and changes nothing. Then the rules about who may act and what must be said.
#include "services/accountability/proceeding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "tests/testing/status_matchers.h"

namespace hecha::accountability {
namespace {

using S = ProceedingState;
using A = ProceedingAction;

const absl::Time kNow = absl::FromUnixSeconds(1'556'000'000);

Actor Person(Role role) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = UnitId::New(kNow);
  actor.division = "370481104";
  actor.roles = {role};
  return actor;
}

const Actor kOffice = Person(Role::kOffice);
const Actor kLeader = Person(Role::kLeader);
const Actor kCommission = Person(Role::kDiscipline);
const Actor kUnitHead = Person(Role::kUnitHead);

Opening SampleOpening() {
  Opening opening;
  opening.division = "370481104";
  opening.unit = kUnitHead.unit;
  opening.unit_name = "核查专班";
  opening.cause = "逾期未办结";
  return opening;
}

Proposal Interview() { return {Measure::kInterview, "逾期十日", "工作方案 五", std::nullopt}; }

Proceeding Opened() {
  return Proceeding::Open(ProceedingId::New(kNow), SampleOpening(), kNow).value();
}

// Takes `action` with an actor who may and words that are right.
absl::Status Act(Proceeding& proceeding, A action) {
  switch (action) {
    case A::kFindFacts:
      return proceeding.FindFacts(kOffice, "四月一日交办，至今未办结", kNow);
    case A::kHear:
      return proceeding.Hear(kOffice, "人手不足", kNow);
    case A::kPropose:
      return proceeding.Propose(kOffice, Interview(), kNow);
    case A::kApprove:
      return proceeding.Approve(kLeader, kNow);
    case A::kExecute:
      return proceeding.Execute(kOffice, "已约谈负责同志", "", kNow);
    case A::kAppeal:
      return proceeding.Appeal(kUnitHead, "延期已获批准", kNow);
    case A::kUphold:
      return proceeding.DecideAppeal(kCommission, false, "延期未经批准", kNow);
    case A::kOverturn:
      return proceeding.DecideAppeal(kCommission, true, "延期确经批准", kNow);
    case A::kFile:
      return proceeding.File(kOffice, kNow);
  }
  return absl::InternalError("no such action");
}

constexpr A kActions[] = {A::kFindFacts, A::kHear,   A::kPropose,  A::kApprove, A::kExecute,
                          A::kAppeal,    A::kUphold, A::kOverturn, A::kFile};

// The way to each state.
const std::map<S, std::vector<A>> kWays = {
    {S::kTriggered, {}},
    {S::kFactFinding, {A::kFindFacts}},
    {S::kHearing, {A::kFindFacts, A::kHear}},
    {S::kProposed, {A::kFindFacts, A::kHear, A::kPropose}},
    {S::kApproved, {A::kFindFacts, A::kHear, A::kPropose, A::kApprove}},
    {S::kExecuted, {A::kFindFacts, A::kHear, A::kPropose, A::kApprove, A::kExecute}},
    {S::kAppealed, {A::kFindFacts, A::kHear, A::kPropose, A::kApprove, A::kExecute, A::kAppeal}},
    {S::kUpheld,
     {A::kFindFacts, A::kHear, A::kPropose, A::kApprove, A::kExecute, A::kAppeal, A::kUphold}},
    {S::kOverturned,
     {A::kFindFacts, A::kHear, A::kPropose, A::kApprove, A::kExecute, A::kAppeal, A::kOverturn}},
    {S::kFiled, {A::kFindFacts, A::kHear, A::kPropose, A::kApprove, A::kExecute, A::kFile}},
};

Proceeding In(S state) {
  Proceeding proceeding = Opened();
  for (A action : kWays.at(state)) EXPECT_OK(Act(proceeding, action));
  EXPECT_EQ(proceeding.state, state);
  return proceeding;
}

// The machine of DOMAIN.md, written a second time so that an edit of the table shows here.
const std::map<std::pair<S, A>, S> kAllowed = {
    {{S::kTriggered, A::kFindFacts}, S::kFactFinding},
    {{S::kFactFinding, A::kHear}, S::kHearing},
    {{S::kHearing, A::kPropose}, S::kProposed},
    {{S::kProposed, A::kApprove}, S::kApproved},
    {{S::kApproved, A::kExecute}, S::kExecuted},
    {{S::kExecuted, A::kAppeal}, S::kAppealed},
    {{S::kExecuted, A::kFile}, S::kFiled},
    {{S::kAppealed, A::kUphold}, S::kUpheld},
    {{S::kAppealed, A::kOverturn}, S::kOverturned},
    {{S::kUpheld, A::kFile}, S::kFiled},
    {{S::kOverturned, A::kFile}, S::kFiled},
};

TEST(ProceedingTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  for (const auto& [state, way] : kWays) {
    for (A action : kActions) {
      SCOPED_TRACE(testing::Message() << StateName(state) << ", action " << int(action));
      Proceeding proceeding = In(state);
      const int64_t version = proceeding.version;
      const absl::Status status = Act(proceeding, action);
      const auto allowed = kAllowed.find({state, action});
      if (allowed != kAllowed.end()) {
        EXPECT_OK(status);
        EXPECT_EQ(proceeding.state, allowed->second);
        EXPECT_EQ(proceeding.version, version + 1);
      } else {
        EXPECT_THAT(status, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_EQ(proceeding.state, state);
        EXPECT_EQ(proceeding.version, version);
      }
    }
  }
}

TEST(ProceedingTest, ProposerDecidesNeitherTheMeasureNorTheAppeal) {
  Actor both = kLeader;
  both.roles = {Role::kOffice, Role::kLeader, Role::kDiscipline};
  Proceeding proceeding = In(S::kHearing);
  ASSERT_OK(proceeding.Propose(both, Interview(), kNow));
  EXPECT_THAT(proceeding.Approve(both, kNow), RefusedBy("PROPOSER_MAY_NOT_DECIDE"));
  EXPECT_EQ(proceeding.state, S::kProposed);
  Actor approver = Person(Role::kLeader);
  ASSERT_OK(proceeding.Approve(approver, kNow));
  ASSERT_OK(Act(proceeding, A::kExecute));
  ASSERT_OK(Act(proceeding, A::kAppeal));
  EXPECT_THAT(proceeding.DecideAppeal(both, false, "维持", kNow),
              RefusedBy("PROPOSER_MAY_NOT_DECIDE"));
  EXPECT_THAT(proceeding.DecideAppeal(approver, false, "维持", kNow),
              RefusedBy("PARTY_MAY_NOT_REVIEW"));
  EXPECT_EQ(proceeding.state, S::kAppealed);
}

TEST(ProceedingTest, NobodyOfTheAccusedUnitActsOnItButToAppeal) {
  Actor insider = kOffice;
  insider.unit = kUnitHead.unit;
  Proceeding proceeding = Opened();
  EXPECT_THAT(proceeding.FindFacts(insider, "无", kNow), RefusedBy("ACCUSED_MAY_NOT_JUDGE"));
  proceeding = In(S::kProposed);
  EXPECT_THAT(proceeding.Approve(insider, kNow), RefusedBy("ACCUSED_MAY_NOT_JUDGE"));
  proceeding = In(S::kExecuted);
  EXPECT_THAT(proceeding.File(insider, kNow), RefusedBy("ACCUSED_MAY_NOT_JUDGE"));
  EXPECT_THAT(proceeding.Appeal(kOffice, "不服", kNow), RefusedBy("ONLY_ACCUSED_APPEALS"));
}

TEST(ProceedingTest, EachStepNeedsItsWords) {
  Proceeding proceeding = Opened();
  EXPECT_THAT(proceeding.FindFacts(kOffice, "", kNow), RefusedBy("REQUIRED"));
  proceeding = In(S::kFactFinding);
  EXPECT_THAT(proceeding.Hear(kOffice, "", kNow), RefusedBy("REQUIRED"));
  proceeding = In(S::kHearing);
  Proposal proposal = Interview();
  proposal.legal_basis.clear();
  EXPECT_THAT(proceeding.Propose(kOffice, proposal, kNow), RefusedBy("REQUIRED"));
  EXPECT_FALSE(proceeding.proposal.has_value());
  proceeding = In(S::kApproved);
  EXPECT_THAT(proceeding.Execute(kOffice, "", "", kNow), RefusedBy("REQUIRED"));
  proceeding = In(S::kAppealed);
  EXPECT_THAT(proceeding.DecideAppeal(kCommission, true, "", kNow), RefusedBy("REQUIRED"));
  EXPECT_EQ(proceeding.state, S::kAppealed);
}

TEST(ProceedingTest, OnlyARectificationHasATermAndItLiesAhead) {
  Proceeding proceeding = In(S::kHearing);
  Proposal proposal = Interview();
  proposal.rectify_by = kNow + absl::Hours(24);
  EXPECT_THAT(proceeding.Propose(kOffice, proposal, kNow), RefusedBy("RECTIFICATION_HAS_TERM"));
  proposal.measure = Measure::kRectification;
  proposal.rectify_by.reset();
  EXPECT_THAT(proceeding.Propose(kOffice, proposal, kNow), RefusedBy("RECTIFICATION_HAS_TERM"));
  proposal.rectify_by = kNow;
  EXPECT_THAT(proceeding.Propose(kOffice, proposal, kNow), RefusedBy("TERM_IN_PAST"));
  proposal.rectify_by = kNow + absl::Hours(24);
  EXPECT_OK(proceeding.Propose(kOffice, proposal, kNow));
}

TEST(ProceedingTest, ReferralNeedsTheNumberOfItsLetter) {
  Proceeding proceeding = In(S::kHearing);
  Proposal proposal = Interview();
  proposal.measure = Measure::kReferral;
  ASSERT_OK(proceeding.Propose(kOffice, proposal, kNow));
  ASSERT_OK(Act(proceeding, A::kApprove));
  EXPECT_THAT(proceeding.Execute(kOffice, "已移送", "", kNow), RefusedBy("REFERRAL_NEEDS_LETTER"));
  EXPECT_EQ(proceeding.state, S::kApproved);
  EXPECT_OK(proceeding.Execute(kOffice, "已移送", "西纪移〔2019〕3号", kNow));
}

TEST(ProceedingTest, SeenByWhoOverseesItsTerritoryAndByItsUnitsHead) {
  const Proceeding proceeding = Opened();
  for (const Actor& actor : {kOffice, kLeader, kCommission, kUnitHead})
    EXPECT_TRUE(proceeding.VisibleTo(actor));
  Actor city = Person(Role::kCityOffice);
  city.division = "3704";
  EXPECT_TRUE(proceeding.VisibleTo(city));
  Actor neighbour = Person(Role::kOffice);
  neighbour.division = "370481105";
  EXPECT_FALSE(proceeding.VisibleTo(neighbour));
  EXPECT_FALSE(proceeding.VisibleTo(Person(Role::kUnitHead)));
  Actor investigator = kUnitHead;
  investigator.roles = {Role::kInvestigator};
  EXPECT_FALSE(proceeding.VisibleTo(investigator));
}

TEST(ProceedingTest, OpeningNamesDivisionUnitAndCause) {
  const auto refused = [](Opening opening) {
    return Proceeding::Open(ProceedingId::New(kNow), std::move(opening), kNow).status();
  };
  Opening opening = SampleOpening();
  opening.division.clear();
  EXPECT_THAT(refused(opening), RefusedBy("REQUIRED"));
  opening = SampleOpening();
  opening.unit = UnitId();
  EXPECT_THAT(refused(opening), RefusedBy("REQUIRED"));
  opening = SampleOpening();
  opening.cause.clear();
  EXPECT_THAT(refused(opening), RefusedBy("REQUIRED"));
}

}  // namespace
}  // namespace hecha::accountability
