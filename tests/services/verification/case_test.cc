// What each action of a case asks for beyond its state, and what keeps a case from closing.
#include "services/verification/case.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CaseTest, PlanNeedsTwoDifferentInvestigatorsOfTheUnit) {
  Case subject = CaseIn(CaseState::kAccepted);
  Plan one = TwoInvestigators();
  one.team.pop_back();
  EXPECT_THAT(subject.SetPlan(one, Staff(), kNow), RefusedBy("TOO_FEW_INVESTIGATORS"));
  Plan twice = TwoInvestigators();
  twice.team[1].user = twice.team[0].user;
  EXPECT_THAT(subject.SetPlan(twice, Staff(), kNow), RefusedBy("TOO_FEW_INVESTIGATORS"));
  Plan stranger = TwoInvestigators();
  stranger.team[1].user = OtherInvestigator().user;
  EXPECT_THAT(subject.SetPlan(stranger, Staff(), kNow), RefusedBy("NOT_AN_INVESTIGATOR"));
  std::vector<Investigator> without_li = Staff();
  without_li[1].active = false;
  EXPECT_THAT(subject.SetPlan(TwoInvestigators(), without_li, kNow),
              RefusedBy("NOT_AN_INVESTIGATOR"));
  EXPECT_EQ(subject.state, CaseState::kAccepted);
}

TEST(CaseTest, PlanNeedsDeclarationsTextAndAllegations) {
  Case subject = CaseIn(CaseState::kAccepted);
  Plan silent = TwoInvestigators();
  silent.team[1].declaration.clear();
  const absl::Status refused = subject.SetPlan(silent, Staff(), kNow);
  EXPECT_THAT(refused, RefusedBy("DECLARATION_REQUIRED"));
  EXPECT_EQ(RefusalOf(refused)->field, "team[1].declaration");
  Plan wordless = TwoInvestigators();
  wordless.text.clear();
  EXPECT_THAT(subject.SetPlan(wordless, Staff(), kNow), RefusedBy("REQUIRED"));
  Plan aimless = TwoInvestigators();
  aimless.allegations.clear();
  EXPECT_THAT(subject.SetPlan(aimless, Staff(), kNow), RefusedBy("ALLEGATIONS_REQUIRED"));
}

TEST(CaseTest, SuspensionEndsWithinThirtyDays) {
  Case subject = CaseIn(CaseState::kVerifying);
  const absl::Duration month = absl::Hours(24 * 30);
  EXPECT_THAT(subject.Suspend("鉴定", kNow + month + absl::Seconds(1), kNow),
              RefusedBy("SUSPENSION_TOO_LONG"));
  EXPECT_THAT(subject.Suspend("鉴定", kNow, kNow), RefusedBy("SUSPENSION_IN_PAST"));
  EXPECT_THAT(subject.Suspend("", kNow + month, kNow), RefusedBy("REQUIRED"));
  EXPECT_OK(subject.Suspend("鉴定", kNow + month, kNow));
}

TEST(CaseTest, FindingNamesAnAllegationOfThePlan) {
  Case subject = CaseIn(CaseState::kVerifying);
  for (int allegation : {0, 3, -1})
    EXPECT_THAT(subject.Record(FindingOf(allegation, Outcome::kRefuted)),
                RefusedBy("UNKNOWN_ALLEGATION"));
  EXPECT_THAT(subject.findings, IsEmpty());
}

TEST(CaseTest, ReportNeedsAFindingForEveryAllegation) {
  Case subject = CaseIn(CaseState::kVerifying);
  ASSERT_OK(subject.Record(FindingOf(1, Outcome::kRefuted)));
  EXPECT_THAT(subject.Submit("经核查", Wang().user, kNow, security::Sha256),
              RefusedBy("FINDING_MISSING"));
  EXPECT_EQ(subject.state, CaseState::kVerifying);
  EXPECT_EQ(subject.report_version, 0);
}

TEST(CaseTest, NewestFindingCounts) {
  Case subject = CaseIn(CaseState::kVerifying);
  ASSERT_OK(subject.Record(FindingOf(1, Outcome::kSubstantiated)));
  ASSERT_OK(subject.Record(FindingOf(2, Outcome::kRefuted)));
  ASSERT_OK(subject.Record(FindingOf(1, Outcome::kRefuted)));
  ASSERT_OK(subject.Submit("经核查", Wang().user, kNow, security::Sha256));
  EXPECT_EQ(subject.outcome, Outcome::kRefuted);
  EXPECT_EQ(subject.findings.size(), 3u);
}

TEST(CaseTest, AnEditVoidsTheReportAndItsEndorsements) {
  for (CaseState state : {CaseState::kSigning, CaseState::kSigned}) {
    for (Action edit : {Action::kRecordStep, Action::kRecordFinding}) {
      Case subject = CaseIn(state);
      ASSERT_OK(Take(subject, edit));
      EXPECT_EQ(subject.state, CaseState::kVerifying);
      EXPECT_THAT(subject.endorsements, IsEmpty());
      EXPECT_EQ(subject.report_hash, "");
      EXPECT_EQ(subject.outcome, std::nullopt);
      ASSERT_OK(Take(subject, Action::kSubmit));
      EXPECT_EQ(subject.report_version, 2);
    }
  }
  EXPECT_THAT(CaseIn(CaseState::kSigned).Record(StepOf("补充")), IsOkAndHolds(1));
  EXPECT_THAT(CaseIn(CaseState::kVerifying).Record(StepOf("补充")), IsOkAndHolds(0));
}

TEST(CaseTest, TwoPeopleOfTwoUnitsSign) {
  Case subject = CaseIn(CaseState::kSigning);  // the head of unit 1 has signed
  EXPECT_THAT(subject.Endorse(SignedBy(Head(), subject)), RefusedBy("SAME_PERSON"));
  const Actor deputy = MakeActor(0x15, 1, {Role::kUnitHead});
  EXPECT_THAT(subject.Endorse(SignedBy(deputy, subject)), RefusedBy("SAME_UNIT"));
  EXPECT_EQ(subject.endorsements.size(), 1u);
  EXPECT_THAT(subject.Endorse(SignedBy(Leader(), subject)), IsOkAndHolds(true));
  EXPECT_EQ(subject.state, CaseState::kSigned);
}

TEST(CaseTest, InvestigatorOfTheTeamNeverSigns) {
  Case subject = CaseIn(CaseState::kSigning);
  Actor promoted = Wang();
  promoted.roles = {Role::kInvestigator, Role::kUnitHead, Role::kLeader};
  EXPECT_THAT(subject.Admit(Action::kEndorse, promoted), RefusedBy("INVESTIGATOR_MAY_NOT_SIGN"));
  EXPECT_THAT(subject.Endorse(SignedBy(promoted, subject)), RefusedBy("INVESTIGATOR_MAY_NOT_SIGN"));
}

TEST(CaseTest, LeadFromAboveIsReportedUpFirst) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kSubstantiated, Level::kProvince);
  EXPECT_THAT(subject.OpenGates(), ElementsAre(Gate::kReportUp, Gate::kFiling));
  EXPECT_THAT(Take(subject, Action::kFile), RefusedBy("REPORT_UP_FIRST"));
  ASSERT_OK(subject.ReportUp(kNow));
  ASSERT_OK(Take(subject, Action::kFile));
  EXPECT_OK(subject.Close(kNow));
}

TEST(CaseTest, EachOutcomeHasItsGate) {
  const std::map<Outcome, std::string> gates = {
      {Outcome::kSubstantiated, "FILING"},     {Outcome::kPartlySubstantiated, "FILING"},
      {Outcome::kRefuted, "FEEDBACK"},         {Outcome::kUnverifiable, "FEEDBACK"},
      {Outcome::kAlreadyHandled, "REPORT_UP"}, {Outcome::kTransferredElsewhere, "TRANSFER"}};
  for (const auto& [outcome, gate] : gates) {
    Case subject = CaseIn(CaseState::kSigned, outcome);
    const absl::Status refused = subject.Close(kNow);
    EXPECT_THAT(refused, RefusedBy("OPEN_GATES"));
    EXPECT_THAT(RefusalOf(refused)->en, HasSubstr("open gates: " + gate));
    EXPECT_THAT(CaseIn(CaseState::kClosed, outcome).OpenGates(), IsEmpty());
  }
}

TEST(CaseTest, FollowUpMatchesTheOutcome) {
  Case refuted = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  EXPECT_THAT(Take(refuted, Action::kFile), RefusedBy("OUTCOME_MISMATCH"));
  Case substantiated = CaseIn(CaseState::kSigned, Outcome::kSubstantiated);
  EXPECT_THAT(Take(substantiated, Action::kGiveFeedback), RefusedBy("OUTCOME_MISMATCH"));
}

TEST(CaseTest, FeedbackRecordsTheAttitudeOrWhyThereIsNoChannel) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  EXPECT_THAT(subject.GiveFeedback({"不属实", std::nullopt, false, kNow}), RefusedBy("REQUIRED"));
  EXPECT_THAT(subject.GiveFeedback({"", std::nullopt, true, kNow}), RefusedBy("REQUIRED"));
  ASSERT_OK(subject.GiveFeedback({"匿名来信，无法联系", Attitude::kSatisfied, true, kNow}));
  EXPECT_EQ(subject.feedback->attitude, std::nullopt);
}

TEST(CaseTest, RejectionNeedsANewReportAndNewSignatures) {
  Case subject = CaseIn(CaseState::kReported, Outcome::kSubstantiated, Level::kProvince);
  EXPECT_THAT(subject.Reject("材料不全"), IsOkAndHolds(1));
  EXPECT_EQ(subject.state, CaseState::kVerifying);
  EXPECT_EQ(subject.reason, "材料不全");
  ASSERT_OK(Take(subject, Action::kSubmit));
  EXPECT_EQ(subject.report_version, 2);
  EXPECT_THAT(subject.OpenGates(),
              ElementsAre(Gate::kEndorsements, Gate::kReportUp, Gate::kFiling));
}

TEST(CaseTest, IsSeenByItsUnitAndItsTownOnly) {
  const Case subject = CaseIn(CaseState::kVerifying);
  for (const Actor& actor : {Head(), Wang(), Zhao(), Office(), Leader()})
    EXPECT_EQ(subject.VisibleTo(actor), Visibility::kFull);
  EXPECT_EQ(subject.VisibleTo(CityOffice()), Visibility::kLine);
  for (const Actor& actor : {OtherHead(), OtherInvestigator(), Clerk(), NextTownsOffice(), Actor()})
    EXPECT_EQ(subject.VisibleTo(actor), Visibility::kNothing);
}

}  // namespace
}  // namespace hecha::verification
