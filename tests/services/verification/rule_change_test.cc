// How the rules of verification change: the rule without a database, then with one.
#include "services/verification/rule_change_service.h"

#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::SizeIs;

constexpr absl::Duration kDay = absl::Hours(24);

GradeOfLevel Strict() { return {Level::kTown, {Approver::kLeader, Approver::kCityOffice, 2, 5}}; }

SignersOfLevel Three() {
  return {std::nullopt, {{{Capacity::kUnitHead}, {Capacity::kLeader}, {Capacity::kOffice}}}};
}

absl::StatusOr<RuleChange> Propose(RuleBody body, absl::Time from = kNow + kDay) {
  return RuleChange::Propose(RuleChangeId::New(kNow), std::move(body), from, "市扫黑办通知",
                             CityOffice(), kNow);
}

TEST(RuleChangeTest, BeginsInTheFuture) {
  EXPECT_OK(Propose(Strict()));
  EXPECT_THAT(Propose(Strict(), kNow), RefusedBy("RULE_RETROACTIVE"));
}

TEST(RuleChangeTest, SaysSomethingThatCanBeFollowed) {
  GradeOfLevel grade = Strict();
  grade.grade.plan_approver = Approver::kCityOffice;
  EXPECT_THAT(Propose(grade), RefusedBy("APPROVER"));
  grade = Strict();
  grade.grade.plan_within_days = 0;
  EXPECT_THAT(Propose(grade), RefusedBy("OUT_OF_RANGE"));
  SignersOfLevel signers = Three();
  signers.policy.seats.resize(1);
  EXPECT_THAT(Propose(signers), RefusedBy("SEATS"));
  signers = Three();
  signers.policy.seats[1].clear();
  EXPECT_THAT(Propose(signers), RefusedBy("SEATS"));
  EXPECT_THAT(Propose(RevisitPolicy{0, 30}), RefusedBy("OUT_OF_RANGE"));
}

TEST(RuleChangeTest, SecondPersonApprovesBeforeItsDay) {
  ASSERT_OK_AND_ASSIGN(RuleChange change, Propose(Strict()));
  EXPECT_THAT(change.Approve(CityOffice(), kNow), RefusedBy("SECOND_PERSON_REQUIRED"));
  const Actor second = MakeActor(0x52, 5, {Role::kCityOffice}, "370481");
  EXPECT_THAT(change.Approve(second, kNow + kDay), RefusedBy("RULE_RETROACTIVE"));
  EXPECT_EQ(change.version, 1);
  ASSERT_OK(change.Approve(second, kNow));
  EXPECT_THAT(change.Decline(second, kNow), RefusedBy("ILLEGAL_TRANSITION"));
}

class RuleChangeServiceTest : public VerificationTest {
 protected:
  RuleChange Approved(const RuleBody& body, absl::Time from) {
    const RuleChange change =
        changes_.Propose(As(CityOffice()), body, from, "市扫黑办通知").value();
    return changes_.Approve(As(second_), change.id).value();
  }

  RuleChangeService changes_{journal_, RevisitStore(*keyring_)};
  const Actor second_ = MakeActor(0x52, 5, {Role::kCityOffice}, "370481");
};

TEST_F(RuleChangeServiceTest, ApprovedRuleHoldsForCasesThatOpenFromItsDayOn) {
  Approved(Strict(), clock_.Now() + kDay);
  const auto grade_of_new = [&] { return cases_.Get(As(Office()), Open().id).value().grade; };
  EXPECT_EQ(grade_of_new().plan_approver, Approver::kUnitHead);
  clock_.Advance(kDay);
  const Grade later = grade_of_new();
  EXPECT_EQ(later.plan_approver, Approver::kLeader);
  EXPECT_EQ(later.plan_within_days, 2);
}

TEST_F(RuleChangeServiceTest, ThreeSignaturesAreAskedForFromTheDayOn) {
  ConfirmKeys();
  Approved(Three(), clock_.Now() + kDay);
  clock_.Advance(kDay);
  const CaseId id = Submitted().id;
  ASSERT_OK(Endorse(Head(), id));
  ASSERT_OK_AND_ASSIGN(const Case two, Endorse(Leader(), id));
  EXPECT_EQ(two.state, CaseState::kSigning);
  EXPECT_THAT(changes_.ListSignerPolicies(As(Office())), IsOkAndHolds(SizeIs(4)));
}

TEST_F(RuleChangeServiceTest, VersionsAreKeptAndNoTwoBeginAtOnce) {
  const absl::Time from = clock_.Now() + kDay;
  Approved(RevisitPolicy{500, 14}, from);
  ASSERT_OK_AND_ASSIGN(const std::vector<DatedRevisits> policies,
                       changes_.ListRevisitPolicies(As(Office())));
  ASSERT_THAT(policies, SizeIs(2));
  EXPECT_EQ(policies[1].policy.per_mille, 500);
  ASSERT_OK_AND_ASSIGN(
      const RuleChange again,
      changes_.Propose(As(CityOffice()), RevisitPolicy{900, 14}, from, "又一通知"));
  EXPECT_THAT(changes_.Approve(As(second_), again.id), RefusedBy("RULE_DATE_TAKEN"));
  ASSERT_OK(changes_.Decline(As(CityOffice()), again.id));
  const std::vector<RuleChange> listed = changes_.List(As(Office()), Page()).value();
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_EQ(listed[0].state, RuleChangeState::kDeclined);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE type LIKE '%RuleChanged'"), 4);
}

}  // namespace
}  // namespace hecha::verification
