// What each action of a case asks for beyond its state, and what keeps a case from closing.
#include "services/verification/case.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(CaseTest, LeadIsReturnedWithinFiveWorkingDays) {
  // Monday, 15 April 2019, at nine in China: the fifth working day after it ends on the 22nd.
  const absl::Time limit = absl::FromCivil(absl::CivilDay(2019, 4, 23), ChinaTime());
  Case subject = OpenCase();
  EXPECT_EQ(subject.return_by, limit);
  EXPECT_THAT(subject.Return("不属本辖区", limit), RefusedBy("RETURN_LIMIT_PASSED"));
  EXPECT_OK(subject.Return("不属本辖区", limit - absl::Seconds(1)));
}

TEST(CaseTest, OverruledReturnIsNotMadeAgain) {
  Assignment again = GivenTo(Level::kTown);
  again.return_overruled = true;
  Case subject = Case::Open(MakeId<CaseId>(0xca), again, Grade(), kNow, WorkingDays());
  EXPECT_THAT(subject.Return("不属本辖区", kNow), RefusedBy("RETURN_OVERRULED"));
  EXPECT_OK(subject.Accept(kNow, WorkingDays()));
}

TEST(CaseTest, PlanWaitsForAnApproverWhoDidNotProposeIt) {
  Case subject = CaseIn(CaseState::kAccepted);
  ASSERT_OK(Propose(subject));
  EXPECT_EQ(subject.state, CaseState::kPlanned);
  EXPECT_THAT(subject.Record(StepOf("抢先谈话")), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(subject.ApprovePlan(DecidedBy(Wang()), WorkingDays()), RefusedBy("SELF_APPROVAL"));
  PlanDecision silent = DecidedBy(Head());
  silent.reason.clear();
  EXPECT_THAT(subject.ApprovePlan(silent, WorkingDays()), RefusedBy("REQUIRED"));
  ASSERT_OK(subject.SendBackPlan(DecidedBy(Head()), WorkingDays()));
  EXPECT_EQ(subject.state, CaseState::kAccepted);
  ASSERT_OK(Propose(subject));
  ASSERT_OK(subject.ApprovePlan(DecidedBy(Head()), WorkingDays()));
  EXPECT_EQ(subject.state, CaseState::kVerifying);
  ASSERT_EQ(subject.plan.decisions.size(), 2u);
  EXPECT_FALSE(subject.plan.decisions[0].approved);
  EXPECT_TRUE(subject.plan.decisions[1].approved);
}

TEST(CaseTest, PlanNeedsEveryDeclaration) {
  Case subject = CaseIn(CaseState::kAccepted);
  ASSERT_OK(subject.ProposePlan(PlanOf(Wang()), WangAndLi(), Staff()));
  ASSERT_OK(subject.Declare(Wang().user, NoInterest(), kNow));
  EXPECT_THAT(subject.ApprovePlan(DecidedBy(Head()), WorkingDays()),
              RefusedBy("DECLARATION_MISSING"));
  ASSERT_OK(subject.Declare(Li().user, NoInterest(), kNow));
  EXPECT_OK(subject.ApprovePlan(DecidedBy(Head()), WorkingDays()));
}

TEST(CaseTest, PlanNeedsTextAndAllegations) {
  Case subject = CaseIn(CaseState::kAccepted);
  Plan wordless = PlanOf(Wang());
  wordless.text.clear();
  EXPECT_THAT(subject.ProposePlan(wordless, WangAndLi(), Staff()), RefusedBy("REQUIRED"));
  Plan aimless = PlanOf(Wang());
  aimless.allegations.clear();
  EXPECT_THAT(subject.ProposePlan(aimless, WangAndLi(), Staff()),
              RefusedBy("ALLEGATIONS_REQUIRED"));
  EXPECT_EQ(subject.version, CaseIn(CaseState::kAccepted).version);
}

TEST(CaseTest, ApproverRanksAtLeastAsTheGradeAsks) {
  Case subject = CaseIn(CaseState::kPlanned);
  subject.grade.plan_approver = Approver::kLeader;
  EXPECT_THAT(subject.Admit(Action::kApprovePlan, Head()), RefusedBy("NOT_THE_APPROVER"));
  EXPECT_THAT(subject.Admit(Action::kApprovePlan, Office()), RefusedBy("NOT_THE_APPROVER"));
  EXPECT_OK(subject.Admit(Action::kApprovePlan, Leader()));
  EXPECT_THAT(subject.Admit(Action::kApprovePlan, CityOffice()), RefusedBy("NOT_THE_APPROVER"))
      << "the city office does not read the plan";
  subject.grade.extension_approver = Approver::kCityOffice;
  EXPECT_THAT(subject.Admit(Action::kExtend, Leader()), RefusedBy("NOT_THE_APPROVER"));
  EXPECT_OK(subject.Admit(Action::kExtend, CityOffice()));
}

TEST(CaseTest, AllegationThatCameUpNeedsAFindingToo) {
  Case subject = CaseIn(CaseState::kVerifying);
  ASSERT_OK(subject.AddAllegation("强迫交易"));
  ASSERT_OK(subject.Record(FindingOf(1, Outcome::kRefuted)));
  ASSERT_OK(subject.Record(FindingOf(2, Outcome::kRefuted)));
  EXPECT_THAT(subject.Submit("经核查", Wang().user, kNow, security::Sha256),
              RefusedBy("FINDING_MISSING"));
  ASSERT_OK(subject.Record(FindingOf(3, Outcome::kRefuted)));
  EXPECT_OK(subject.Submit("经核查", Wang().user, kNow, security::Sha256));
}

TEST(CaseTest, RecusalHidesTheCaseAndVoidsWhatThePersonWorkedOn) {
  Case subject = CaseIn(CaseState::kSigning);
  ASSERT_OK_AND_ASSIGN(const int voided, subject.Recuse({Li().user, RecusalGround::kDirected,
                                                         "亲属", Office().user, kNow}));
  EXPECT_EQ(voided, 1);
  EXPECT_EQ(subject.state, CaseState::kVerifying);
  EXPECT_EQ(subject.VisibleTo(Li()), Visibility::kNothing);
  EXPECT_THAT(subject.Submit("经核查", Wang().user, kNow, security::Sha256),
              RefusedBy("TEAM_INCOMPLETE"));
  EXPECT_THAT(subject.Recuse({Office().user, RecusalGround::kDirected, "x", Office().user, kNow}),
              RefusedBy("OWN_RECUSAL"));
}

TEST(CaseTest, ExtensionIsGrantedOnceForThirtyDaysAtMost) {
  Case subject = CaseIn(CaseState::kVerifying);
  subject.assignment.deadline = kNow + absl::Hours(24 * 15);
  EXPECT_THAT(subject.Extend({31, "鉴定", Office().user, kNow}), RefusedBy("EXTENSION_TOO_LONG"));
  EXPECT_THAT(subject.Extend({0, "鉴定", Office().user, kNow}), RefusedBy("EXTENSION_TOO_LONG"));
  EXPECT_THAT(subject.Extend({5, "", Office().user, kNow}), RefusedBy("REQUIRED"));
  ASSERT_OK(subject.Extend({30, "鉴定", Office().user, kNow}));
  EXPECT_EQ(subject.Deadline(), kNow + absl::Hours(24 * 45));
  EXPECT_THAT(subject.Extend({1, "鉴定", Office().user, kNow}), RefusedBy("ALREADY_EXTENDED"));
}

TEST(CaseTest, RemindersFollowTheState) {
  const auto kinds = [](const Case& subject) {
    std::vector<ReminderKind> found;
    for (const Reminder& reminder : subject.Reminders()) found.push_back(reminder.kind);
    return found;
  };
  EXPECT_THAT(kinds(OpenCase()), ElementsAre(ReminderKind::kReturnLimit));
  EXPECT_THAT(kinds(CaseIn(CaseState::kAccepted)), ElementsAre(ReminderKind::kPlanDue));
  EXPECT_THAT(kinds(CaseIn(CaseState::kVerifying)), ElementsAre(ReminderKind::kProgressDue));
  EXPECT_THAT(kinds(CaseIn(CaseState::kSuspended)),
              ElementsAre(ReminderKind::kSuspensionEnd, ReminderKind::kProgressDue));
  EXPECT_THAT(kinds(CaseIn(CaseState::kClosed)), IsEmpty());
  for (CaseState over : kOverStates) {
    Case done = CaseIn(over, Outcome::kRefuted);
    done.assignment.deadline = kNow;
    EXPECT_THAT(kinds(done), IsEmpty()) << kCaseTable.words()[over].en;
    EXPECT_THAT(done.OpenGates(), IsEmpty()) << kCaseTable.words()[over].en;
  }
  Case subject = CaseIn(CaseState::kVerifying);
  const absl::Time before = *subject.progress_due;
  ASSERT_OK(subject.ReturnProgress({"已走访", Wang().user, kNow + absl::Hours(48)}, WorkingDays()));
  EXPECT_GT(*subject.progress_due, before);
}

TEST(CaseTest, EvidenceNamesStepsOfTheCase) {
  Case subject = CaseIn(CaseState::kVerifying);
  Finding finding = FindingOf(1, Outcome::kRefuted);
  finding.evidence = {{1, std::nullopt}};
  EXPECT_THAT(subject.Record(finding), RefusedBy("UNKNOWN_STEP"));
  ASSERT_OK(subject.Record(StepOf("与村民谈话")));
  EXPECT_OK(subject.Record(finding));
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

TEST(CaseTest, SuspensionsTogetherLastThirtyDaysAndWhatTheExtensionGrants) {
  constexpr absl::Duration day = absl::Hours(24);
  Case subject = CaseIn(CaseState::kVerifying);
  ASSERT_OK(subject.Suspend("鉴定", kNow + 20 * day, kNow));
  ASSERT_OK(subject.Resume(kNow + 12 * day));
  EXPECT_EQ(subject.SuspensionLeft(), 18 * day) << "what was not used is left";
  absl::Time now = kNow + 15 * day;
  EXPECT_THAT(subject.Suspend("再鉴定", now + 19 * day, now), RefusedBy("SUSPENSION_TOO_LONG"));
  ASSERT_OK(subject.Suspend("再鉴定", now + 18 * day, now));
  now += 18 * day;
  // By itself, and a little late.
  ASSERT_OK(subject.Resume(now + absl::Minutes(1)));
  EXPECT_THAT(subject.Suspend("还要鉴定", now + absl::Hours(1), now),
              RefusedBy("SUSPENSION_TOO_LONG"));
  EXPECT_THAT(subject.ActionsOf(Head()), Not(Contains(Action::kSuspend)));
  ASSERT_OK(subject.Extend({10, "鉴定机构排期", Office().user, now}));
  EXPECT_THAT(subject.ActionsOf(Head()), Contains(Action::kSuspend));
  EXPECT_THAT(subject.Suspend("还要鉴定", now + 11 * day, now), RefusedBy("SUSPENSION_TOO_LONG"));
  EXPECT_OK(subject.Suspend("还要鉴定", now + 10 * day, now));
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

TEST(CaseTest, TheNamesOfWhoWasPresentAreOneLineEach) {
  Step step = StepOf("谈话");
  step.people_present = {"张三", "买买提·艾合买提"};
  EXPECT_OK(CaseIn(CaseState::kVerifying).Record(step));
  for (const char* bad : {"张三\x1f李四", "张三\n李四", "\x7f"}) {
    step.people_present[1] = bad;
    const absl::Status status = CaseIn(CaseState::kVerifying).Record(step).status();
    EXPECT_THAT(status, RefusedBy("CONTROL_CHARACTER"));
    EXPECT_EQ(RefusalOf(status)->field, "people_present[1]");
  }
}

TEST(CaseTest, TwoPeopleOfTwoUnitsSign) {
  Case subject = CaseIn(CaseState::kSigning);  // the head of unit 1 has signed
  EXPECT_THAT(subject.Endorse(SignedBy(Head(), subject), DefaultSignerPolicy()),
              RefusedBy("SAME_PERSON"));
  const Actor deputy = MakeActor(0x15, 1, {Role::kUnitHead});
  EXPECT_THAT(subject.Endorse(SignedBy(deputy, subject), DefaultSignerPolicy()),
              RefusedBy("SAME_UNIT"));
  EXPECT_EQ(subject.endorsements.size(), 1u);
  EXPECT_THAT(subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()),
              IsOkAndHolds(true));
  EXPECT_EQ(subject.state, CaseState::kSigned);
}

TEST(CaseTest, NothingFollowsOnASignatureThatDoesNotCount) {
  const auto lapse = [](Case& subject) {
    subject.endorsements.at(0).revoked_from = subject.endorsements.at(0).signed_at;
  };
  Case above = CaseIn(CaseState::kSigned, Outcome::kRefuted, Level::kProvince);
  lapse(above);
  EXPECT_THAT(above.ReportUp(kNow), RefusedBy("ENDORSEMENTS_VOID"));
  EXPECT_THAT(above.ActionsOf(Office()), Not(Contains(Action::kReportUp)));
  Case reported = CaseIn(CaseState::kReported, Outcome::kRefuted, Level::kProvince);
  lapse(reported);
  EXPECT_THAT(Take(reported, Action::kAcceptReport), RefusedBy("ENDORSEMENTS_VOID"));
  EXPECT_OK(Take(reported, Action::kReject));
  Case proven = CaseIn(CaseState::kSigned, Outcome::kSubstantiated);
  lapse(proven);
  EXPECT_THAT(Take(proven, Action::kFile), RefusedBy("ENDORSEMENTS_VOID"));
  Case refuted = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  lapse(refuted);
  EXPECT_THAT(Take(refuted, Action::kGiveFeedback), RefusedBy("ENDORSEMENTS_VOID"));
}

TEST(CaseTest, ASignatureThatDoesNotCountTakesNoSeat) {
  Case subject = CaseIn(CaseState::kSigning);  // the head of unit 1 has signed
  subject.endorsements.at(0).revoked_from = subject.endorsements.at(0).signed_at;
  EXPECT_THAT(subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()),
              IsOkAndHolds(false));
  EXPECT_EQ(subject.state, CaseState::kSigning);
  EXPECT_THAT(subject.Endorse(SignedBy(Head(), subject), DefaultSignerPolicy()),
              IsOkAndHolds(true));
  EXPECT_EQ(subject.endorsements.size(), 2u);
}

TEST(CaseTest, ASignatureIsGivenAnewWhereverTheCaseStands) {
  for (const auto& [state, outcome] : {std::pair(CaseState::kSigned, Outcome::kSubstantiated),
                                       std::pair(CaseState::kReported, Outcome::kAlreadyHandled),
                                       std::pair(CaseState::kFiled, Outcome::kSubstantiated),
                                       std::pair(CaseState::kFeedback, Outcome::kRefuted)}) {
    SCOPED_TRACE(kCaseTable.words()[state].en);
    Case subject = CaseIn(state, outcome);
    EXPECT_THAT(subject.ActionsOf(Leader()), Not(Contains(Action::kEndorse)));
    for (Endorsement& given : subject.endorsements) given.revoked_from = given.signed_at;
    EXPECT_THAT(subject.ActionsOf(Leader()), Contains(Action::kEndorse));
    // Another may sign in a leader's stead, as the policy says; the head's seat is the head's.
    ASSERT_THAT(subject.Endorse(SignedBy(Office(), subject), DefaultSignerPolicy()),
                IsOkAndHolds(false));
    EXPECT_FALSE(subject.IsEndorsed());
    EXPECT_THAT(subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()),
                RefusedBy("NO_SEAT_LEFT"));
    ASSERT_THAT(subject.Endorse(SignedBy(Head(), subject), DefaultSignerPolicy()),
                IsOkAndHolds(true));
    EXPECT_TRUE(subject.IsEndorsed());
    EXPECT_EQ(subject.endorsements.size(), 2u);
    EXPECT_EQ(subject.state, state);
    EXPECT_THAT(subject.Endorse(SignedBy(Leader(), subject), DefaultSignerPolicy()),
                RefusedBy("ALREADY_ENDORSED"));
  }
}

TEST(CaseTest, InvestigatorOfTheTeamNeverSigns) {
  Case subject = CaseIn(CaseState::kSigning);
  Actor promoted = Wang();
  promoted.roles = {Role::kInvestigator, Role::kUnitHead, Role::kLeader};
  EXPECT_THAT(subject.Admit(Action::kEndorse, promoted), RefusedBy("INVESTIGATOR_MAY_NOT_SIGN"));
  EXPECT_THAT(subject.Endorse(SignedBy(promoted, subject), DefaultSignerPolicy()),
              RefusedBy("INVESTIGATOR_MAY_NOT_SIGN"));
}

TEST(CaseTest, LeadFromAboveIsReportedUpFirst) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kSubstantiated, Level::kProvince);
  EXPECT_THAT(subject.OpenGates(), ElementsAre(Gate::kReportUp, Gate::kFiling));
  EXPECT_THAT(Take(subject, Action::kFile), RefusedBy("REPORT_UP_FIRST"));
  ASSERT_OK(subject.ReportUp(kNow));
  EXPECT_THAT(Take(subject, Action::kFile), RefusedBy("ACCEPTANCE_FIRST"));
  ASSERT_OK(Take(subject, Action::kAcceptReport));
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
  EXPECT_THAT(Take(substantiated, Action::kGiveFeedback), RefusedBy("FILE_FIRST"));
}

TEST(CaseTest, WhoeverReportedWhatIsTrueMayBeToldBeforeTheClose) {
  Case filed = CaseIn(CaseState::kFiled, Outcome::kSubstantiated);
  EXPECT_THAT(filed.OpenGates(), IsEmpty()) << "nobody waits for it";
  ASSERT_OK(filed.GiveFeedback({"已依法处理", Attitude::kSatisfied, false, kNow}));
  EXPECT_THAT(Take(filed, Action::kGiveFeedback), RefusedBy("ALREADY_TOLD"));
  ASSERT_OK(filed.Close(kNow));
  Case handled = CaseIn(CaseState::kReported, Outcome::kAlreadyHandled);
  ASSERT_OK(handled.AcceptReport({CityOffice().user, kNow, ""}));
  EXPECT_OK(Take(handled, Action::kGiveFeedback));
  Case passed_on = CaseIn(CaseState::kFeedback, Outcome::kTransferredElsewhere);
  EXPECT_THAT(passed_on.OpenGates(), ElementsAre(Gate::kAcknowledgement));
  ASSERT_OK(Take(passed_on, Action::kAcknowledge));
  EXPECT_OK(passed_on.Close(kNow));
}

TEST(CaseTest, FeedbackRecordsTheAttitudeOrWhyThereIsNoChannel) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  EXPECT_THAT(subject.GiveFeedback({"不属实", std::nullopt, false, kNow}), RefusedBy("REQUIRED"));
  EXPECT_THAT(subject.GiveFeedback({"", std::nullopt, true, kNow}), RefusedBy("REQUIRED"));
  ASSERT_OK(subject.GiveFeedback({"匿名来信，无法联系", Attitude::kSatisfied, true, kNow}));
  EXPECT_EQ(subject.feedback->attitude, std::nullopt);
}

TEST(CaseTest, WhoeverCanBeReachedIsNotPassedOver) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  subject.assignment.reporter_reachable = true;
  const absl::Status refused =
      subject.GiveFeedback({"匿名来信，无法联系", std::nullopt, true, kNow});
  EXPECT_THAT(refused, RefusedBy("REPORTER_REACHABLE"));
  EXPECT_EQ(RefusalOf(refused)->field, "no_channel");
  EXPECT_THAT(subject.OpenGates(), Contains(Gate::kFeedback));
  EXPECT_OK(subject.GiveFeedback({"不属实", Attitude::kNotReached, false, kNow}));
}

TEST(CaseTest, WhoWasNotReachedIsTriedAgain) {
  Case subject = CaseIn(CaseState::kSigned, Outcome::kRefuted);
  ASSERT_OK(subject.GiveFeedback({"不属实", Attitude::kNotReached, false, kNow}));
  EXPECT_THAT(subject.ActionsOf(Head()), Contains(Action::kGiveFeedback));
  ASSERT_OK(subject.GiveFeedback({"不属实", Attitude::kAccepts, false, kNow + absl::Hours(24)}));
  EXPECT_EQ(subject.state, CaseState::kFeedback);
  EXPECT_EQ(subject.feedback->attitude, Attitude::kAccepts);
  EXPECT_THAT(subject.ActionsOf(Head()), Not(Contains(Action::kGiveFeedback)));
  EXPECT_THAT(subject.GiveFeedback({"不属实", Attitude::kSatisfied, false, kNow}),
              RefusedBy("ALREADY_TOLD"));
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
  Case joint = CaseIn(CaseState::kVerifying);
  ASSERT_OK(joint.HandOver(Handing(Li(), OtherInvestigator()), Staff()));
  EXPECT_EQ(joint.VisibleTo(OtherInvestigator()), Visibility::kFull) << "lent by another unit";
  EXPECT_EQ(joint.VisibleTo(OtherHead()), Visibility::kNothing);
  EXPECT_EQ(subject.VisibleTo(CityOffice()), Visibility::kLine);
  for (const Actor& actor : {OtherHead(), OtherInvestigator(), Clerk(), NextTownsOffice(), Actor()})
    EXPECT_EQ(subject.VisibleTo(actor), Visibility::kNothing);
}

}  // namespace
}  // namespace hecha::verification
