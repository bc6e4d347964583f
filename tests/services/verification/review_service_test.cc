// Re-verification on a real database: who is queued, who may verify again, what the second unit
// is shown and when, and what both conclusions make of each other.
#include "services/verification/review_service.h"

#include <functional>
#include <thread>

#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReviewServiceTest : public VerificationTest {
 protected:
  ReviewServiceTest() {
    for (const Actor& member : {OtherHead(), OtherInvestigator(), SecondOther()}) {
      Tell(member.user, member.unit, /*disabled=*/false);
      TellUnit(member.unit, kTown);
    }
    TellUnit(Head().unit, kTown);
  }

  static Actor SecondOther() { return MakeActor(0x23, 2, {Role::kInvestigator}); }

  void TellUnit(UnitId unit, const std::string& division) {
    directory::v1::UnitChanged event;
    event.set_unit_id(unit.ToString());
    event.set_division(division);
    event.set_name("单位");
    event.set_function(directory::v1::UNIT_FUNCTION_VERIFICATION);
    event.set_active(true);
    EXPECT_EQ(Deliver("gateway", Uuid::V7(clock_.Now()).ToString(), event),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  // A case that is over but for its close; its lead came from the prefecture or, at the town's
  // level, from nowhere.
  Case Told(Outcome outcome, Level level = Level::kTown) {
    const CaseId id = Signed(outcome, level).id;
    if (level != Level::kTown) {
      EXPECT_OK(reports_.ReportUp(As(Office()), id));
      EXPECT_OK(reports_.Accept(As(CityOffice()), id, ""));
    }
    if (outcome == Outcome::kSubstantiated) {
      EXPECT_OK(conclusions_.File(As(Head()), id, FilingAt(clock_.Now())));
    } else {
      EXPECT_OK(
          conclusions_.GiveFeedback(As(Head()), id, {"未发现", Attitude::kAccepts, false, kNow}));
    }
    return cases_.Get(As(Office()), id).value();
  }

  Case Closed(Outcome outcome, Level level = Level::kTown) {
    return conclusions_.Close(As(Office()), Told(outcome, level).id).value();
  }

  // The reporter asks for a review.
  void Ask(LeadId lead) {
    intake::v1::ReviewRequested asked;
    asked.set_lead_id(lead.ToString());
    EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), asked),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  std::vector<Review> Queue() { return reviews_.List(As(Office()), {}, Page()).value(); }

  // The other unit's work on `id`, up to its submitted report.
  void VerifyAgain(CaseId id, Outcome outcome) {
    EXPECT_OK(cases_.Accept(As(OtherHead()), id));
    EXPECT_OK(plans_.Propose(
        As(OtherInvestigator()), id, PlanOf(OtherInvestigator()),
        {{OtherInvestigator().user, TeamRole::kLeader}, {SecondOther().user, TeamRole::kHandler}}));
    for (const Actor& member : {OtherInvestigator(), SecondOther()})
      EXPECT_OK(taskforces_.Declare(As(member), id, {"无利害关系", false, {}}));
    EXPECT_OK(plans_.Approve(As(Leader()), id, "同意"));
    for (int allegation : {1, 2})
      EXPECT_OK(cases_.Record(As(OtherInvestigator()), id, FindingOf(allegation, outcome)));
    EXPECT_OK(reports_.Submit(As(OtherInvestigator()), id, "经复核……"));
  }

  void CloseAgain(
      CaseId id, Outcome outcome, const std::function<void()>& before = [] {}) {
    const SigningKey key =
        keys_.Enrol(As(OtherHead()), KeyOf(OtherHead()).public_key, ProofOf(OtherHead())).value();
    EXPECT_OK(keys_.Confirm(As(Office()), key.id));
    EXPECT_OK(Endorse(OtherHead(), id));
    EXPECT_OK(Endorse(Leader(), id));
    if (outcome == Outcome::kSubstantiated) {
      EXPECT_OK(conclusions_.File(As(OtherHead()), id, FilingAt(clock_.Now())));
    } else {
      EXPECT_OK(conclusions_.GiveFeedback(As(OtherHead()), id,
                                          {"维持", Attitude::kAccepts, false, kNow}));
    }
    before();
    EXPECT_OK(conclusions_.Close(As(Office()), id));
  }
};

TEST_F(ReviewServiceTest, TheFocusClassIsQueuedAtItsClose) {
  ConfirmKeys();
  Closed(Outcome::kSubstantiated, Level::kPrefecture);
  EXPECT_THAT(Queue(), IsEmpty());
  // The town's own, which no citizen reported.
  Closed(Outcome::kRefuted);
  EXPECT_THAT(Queue(), IsEmpty());
  const Case focus = Closed(Outcome::kRefuted, Level::kPrefecture);
  const std::vector<Review> queued = Queue();
  ASSERT_THAT(queued, SizeIs(1));
  EXPECT_EQ(queued[0].first_case, focus.id);
  EXPECT_EQ(queued[0].origin, ReviewOrigin::kFocusClass);
  EXPECT_EQ(queued[0].state, ReviewState::kQueued);
  EXPECT_THAT(reviews_.Request(As(CityOffice()), focus.id, "抽查"), RefusedBy("ALREADY_QUEUED"));
}

TEST_F(ReviewServiceTest, ReporterOfficeAndCityMayAsk) {
  ConfirmKeys();
  const Case open = Found();
  EXPECT_THAT(reviews_.Request(As(Office()), open.id, "复核"), RefusedBy("NOT_CLOSED"));
  const Case closed = Closed(Outcome::kRefuted);
  EXPECT_THAT(reviews_.Request(As(NextTownsOffice()), closed.id, "复核"), RefusedBy("UNKNOWN"));
  for (int again = 0; again < 2; ++again) Ask(closed.assignment.lead);
  const std::vector<Review> queued = Queue();
  ASSERT_THAT(queued, SizeIs(1));
  EXPECT_EQ(queued[0].origin, ReviewOrigin::kReporter);
}

TEST_F(ReviewServiceTest, WhatTheReporterAsksBeforeTheCloseIsQueuedWithIt) {
  ConfirmKeys();
  const Case told = Told(Outcome::kRefuted);
  Ask(told.assignment.lead);
  EXPECT_THAT(Queue(), IsEmpty());
  ASSERT_OK(conclusions_.Close(As(Office()), told.id));
  const std::vector<Review> queued = Queue();
  ASSERT_THAT(queued, SizeIs(1));
  EXPECT_EQ(queued[0].origin, ReviewOrigin::kReporter);
  EXPECT_EQ(queued[0].reporter_asked_at, kNow);
}

TEST_F(ReviewServiceTest, TheReportersOwnWordStandsBesideWhatTheUnitHeard) {
  ConfirmKeys();
  const Case closed = Closed(Outcome::kRefuted);
  EXPECT_EQ(closed.reporter_attitude, std::nullopt);
  intake::v1::FeedbackConfirmed confirmed;
  confirmed.set_lead_id(closed.assignment.lead.ToString());
  confirmed.set_attitude(intake::v1::ATTITUDE_DISAGREES);
  EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), confirmed),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_OK_AND_ASSIGN(const Case heard, cases_.Get(As(Office()), closed.id));
  EXPECT_EQ(heard.reporter_attitude, Attitude::kDisagrees);
  EXPECT_EQ(heard.feedback->attitude, Attitude::kAccepts);
}

TEST_F(ReviewServiceTest, WhoseLeadWasMergedAsksForTheCaseOfTheOther) {
  ConfirmKeys();
  const Case closed = Closed(Outcome::kRefuted);
  intake::v1::ReviewRequested asked;
  asked.set_lead_id(LeadId::New(clock_.Now()).ToString());
  asked.set_case_lead_id(closed.assignment.lead.ToString());
  EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), asked),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  ASSERT_THAT(Queue(), SizeIs(1));
  EXPECT_EQ(Queue()[0].first_case, closed.id);
}

TEST_F(ReviewServiceTest, AReviewThatIsOpenSaysThatTheReporterAskedToo) {
  ConfirmKeys();
  const Case focus = Closed(Outcome::kRefuted, Level::kPrefecture);
  ASSERT_THAT(Queue(), SizeIs(1));
  EXPECT_EQ(Queue()[0].reporter_asked_at, std::nullopt);
  Ask(focus.assignment.lead);
  ASSERT_THAT(Queue(), SizeIs(1));
  EXPECT_EQ(Queue()[0].origin, ReviewOrigin::kFocusClass);
  EXPECT_EQ(Queue()[0].reporter_asked_at, kNow);
}

TEST_F(ReviewServiceTest, WhoDoubtsTheSecondConclusionIsHeardAfterItsClose) {
  ConfirmKeys();
  const Case first = Closed(Outcome::kRefuted);
  ASSERT_OK_AND_ASSIGN(const Review asked, reviews_.Request(As(Office()), first.id, "抽查"));
  ASSERT_OK_AND_ASSIGN(const Review assigned,
                       reviews_.Assign(As(Office()), asked.id, OtherHead().unit));
  VerifyAgain(*assigned.review_case, Outcome::kRefuted);
  CloseAgain(*assigned.review_case, Outcome::kRefuted, [&] {
    // The reviews of a case are told apart by when they were queued.
    clock_.Advance(absl::Minutes(1));
    Ask(first.assignment.lead);
    EXPECT_THAT(Queue(), SizeIs(1)) << "it is about what is not closed yet";
  });
  const std::vector<Review> queued = Queue();
  ASSERT_THAT(queued, SizeIs(2));
  EXPECT_EQ(queued[0].state, ReviewState::kQueued);
  EXPECT_EQ(queued[0].origin, ReviewOrigin::kReporter);
  EXPECT_EQ(queued[1].state, ReviewState::kUpheld);
  EXPECT_EQ(queued[1].reporter_asked_at, std::nullopt);

  ASSERT_OK_AND_ASSIGN(const Review again,
                       reviews_.Assign(As(Office()), queued[0].id, OtherHead().unit));
  EXPECT_EQ(cases_.Get(As(OtherHead()), *again.review_case)->assignment.round, 3);
}

// Both see the case without a review.
TEST_F(ReviewServiceTest, OfTwoWhoAskAtOnceOneFindsItQueued) {
  ConfirmKeys();
  const Case closed = Closed(Outcome::kRefuted);
  for (int round = 0; round < 10; ++round) {
    std::vector<absl::Status> results(2);
    std::thread office(
        [&] { results[0] = reviews_.Request(As(Office()), closed.id, "x").status(); });
    std::thread city(
        [&] { results[1] = reviews_.Request(As(CityOffice()), closed.id, "y").status(); });
    office.join();
    city.join();
    const bool office_won = results[0].ok();
    EXPECT_OK(results[office_won ? 0 : 1]);
    EXPECT_THAT(results[office_won ? 1 : 0], RefusedBy("ALREADY_QUEUED"));
    ASSERT_OK(database_->Transact(
        absl::Now() + absl::Seconds(30),
        [](db::Transaction& transaction) { return transaction.Execute("DELETE FROM review"); }));
  }
}

TEST_F(ReviewServiceTest, WhatTheReporterSaidAtTheRevisitIsReadByTheTown) {
  ConfirmKeys();
  ASSERT_OK(database_->Transact(absl::Now() + absl::Seconds(30), [&](db::Transaction& transaction) {
    return RevisitStore(*keyring_).PutPolicy(transaction, {kNow, {.per_mille = 1'000}});
  }));
  Closed(Outcome::kRefuted);
  const auto listed = [&](const Actor& actor) {
    return revisits_.List(As(actor), {}, Page()).value().at(0);
  };
  EXPECT_EQ(listed(Office()).note, "");
  ASSERT_OK(revisits_.Record(As(Clerk()), listed(Office()).id, Attitude::kDisagrees, "仍不认可"));
  for (const Actor& actor : {Office(), Clerk(), Leader()})
    EXPECT_EQ(listed(actor).note, "仍不认可");
  EXPECT_EQ(listed(CityOffice()).note, "");
  EXPECT_EQ(listed(CityOffice()).attitude, Attitude::kDisagrees);
}

TEST_F(ReviewServiceTest, AnotherUnitVerifiesAgainWithoutTheFirstConclusion) {
  ConfirmKeys();
  const Case first = Closed(Outcome::kRefuted, Level::kPrefecture);
  const ReviewId id = Queue().at(0).id;
  EXPECT_THAT(reviews_.Assign(As(Office()), id, Head().unit), RefusedBy("FIRST_UNIT"));
  EXPECT_THAT(reviews_.Assign(As(Leader()), id, OtherHead().unit), RefusedBy("NOT_OFFICE"));
  ASSERT_OK_AND_ASSIGN(const Review assigned, reviews_.Assign(As(Office()), id, OtherHead().unit));
  EXPECT_EQ(cases_.Get(As(Office()), first.id)->state, CaseState::kReverifying);
  EXPECT_THAT(reviews_.Assign(As(Office()), id, OtherHead().unit),
              RefusedBy("UNIT_STILL_VERIFIES"));

  // The other unit knows its own case and the material, and no conclusion.
  EXPECT_THAT(cases_.Get(As(OtherHead()), first.id), RefusedBy("UNKNOWN"));
  ASSERT_OK_AND_ASSIGN(const Case material, reviews_.Material(As(OtherHead()), id));
  EXPECT_THAT(material.plan.allegations, ElementsAre("强揽工程", "非法采砂"));
  EXPECT_FALSE(reviews_.Get(As(OtherHead()), id)->shows_first);
  EXPECT_TRUE(reviews_.Get(As(Office()), id)->shows_first);
  EXPECT_THAT(reviews_.Get(As(Head()), id), RefusedBy("UNKNOWN"));

  VerifyAgain(*assigned.review_case, Outcome::kSubstantiated);
  ASSERT_OK_AND_ASSIGN(const ReviewView seen, reviews_.Get(As(OtherHead()), id));
  EXPECT_TRUE(seen.shows_first);
  ASSERT_THAT(seen.findings, SizeIs(2));
  EXPECT_EQ(seen.findings[0].first, Outcome::kRefuted);
  EXPECT_EQ(seen.findings[0].second, Outcome::kSubstantiated);
}

TEST_F(ReviewServiceTest, WhoStandsAsideSeesNothingOfTheReview) {
  ConfirmKeys();
  const Case verified = Found(Outcome::kRefuted, Level::kPrefecture);
  ASSERT_OK(taskforces_.Recuse(As(Office()), verified.id, SecondOther().user, "与被反映人系亲属"));
  ASSERT_OK(reports_.Submit(As(Wang()), verified.id, "经核查……"));
  ASSERT_OK(Endorse(Head(), verified.id));
  ASSERT_OK(Endorse(Leader(), verified.id));
  ASSERT_OK(reports_.ReportUp(As(Office()), verified.id));
  ASSERT_OK(reports_.Accept(As(CityOffice()), verified.id, ""));
  ASSERT_OK(conclusions_.GiveFeedback(As(Head()), verified.id,
                                      {"未发现", Attitude::kAccepts, false, kNow}));
  ASSERT_OK(conclusions_.Close(As(Office()), verified.id));
  const ReviewId id = Queue().at(0).id;
  ASSERT_OK_AND_ASSIGN(const Review assigned, reviews_.Assign(As(Office()), id, OtherHead().unit));
  EXPECT_THAT(reviews_.Material(As(OtherInvestigator()), id), IsOk());
  EXPECT_THAT(reviews_.List(As(OtherInvestigator()), {}, Page()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(reviews_.Get(As(SecondOther()), id), RefusedBy("UNKNOWN"));
  EXPECT_THAT(reviews_.Material(As(SecondOther()), id), RefusedBy("UNKNOWN"));
  EXPECT_THAT(reviews_.List(As(SecondOther()), {}, Page()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(cases_.Get(As(SecondOther()), *assigned.review_case), RefusedBy("UNKNOWN"));
}

TEST_F(ReviewServiceTest, WhoWasLentToTheFirstTeamDoesNotVerifyAgain) {
  ConfirmKeys();
  const CaseId first = Found(Outcome::kRefuted, Level::kPrefecture).id;
  const TeamChange joins{
      std::nullopt, OtherInvestigator().user, TeamRole::kMember, "借调", Head().user, kNow};
  ASSERT_OK(taskforces_.HandOver(As(Head()), first, joins));
  ASSERT_OK(taskforces_.Declare(As(OtherInvestigator()), first, {"无利害关系", false, {}}));
  ASSERT_OK(reports_.Submit(As(Wang()), first, "经核查……"));
  ASSERT_OK(Endorse(Head(), first));
  ASSERT_OK(Endorse(Leader(), first));
  ASSERT_OK(reports_.ReportUp(As(Office()), first));
  ASSERT_OK(reports_.Accept(As(CityOffice()), first, ""));
  ASSERT_OK(
      conclusions_.GiveFeedback(As(Head()), first, {"未发现", Attitude::kAccepts, false, kNow}));
  ASSERT_OK(conclusions_.Close(As(Office()), first));
  ASSERT_OK_AND_ASSIGN(const Review assigned,
                       reviews_.Assign(As(Office()), Queue().at(0).id, OtherHead().unit));
  ASSERT_OK(cases_.Accept(As(OtherHead()), *assigned.review_case));
  EXPECT_THAT(plans_.Propose(As(OtherHead()), *assigned.review_case, PlanOf(OtherHead()),
                             {{OtherInvestigator().user, TeamRole::kLeader},
                              {SecondOther().user, TeamRole::kHandler}}),
              RefusedBy("OF_FIRST_TEAM"));
}

TEST_F(ReviewServiceTest, UnitThatMustStandAsideNeitherGetsNorKeepsTheReview) {
  ConfirmKeys();
  const Case first = Closed(Outcome::kRefuted, Level::kPrefecture);
  const ReviewId id = Queue().at(0).id;
  Bar(first.assignment.lead, {OtherHead().unit});
  EXPECT_THAT(reviews_.Assign(As(Office()), id, OtherHead().unit),
              RefusedBy("UNIT_MUST_STAND_ASIDE"));
  Bar(first.assignment.lead, {});
  ASSERT_OK_AND_ASSIGN(const Review assigned, reviews_.Assign(As(Office()), id, OtherHead().unit));
  Bar(first.assignment.lead, {OtherHead().unit});
  EXPECT_THAT(reviews_.Get(As(OtherHead()), id), RefusedBy("UNKNOWN"));
  EXPECT_THAT(cases_.Get(As(OtherHead()), *assigned.review_case), RefusedBy("UNKNOWN"));
  EXPECT_EQ(Queue().at(0).state, ReviewState::kQueued);
  EXPECT_EQ(cases_.Get(As(Office()), first.id)->state, CaseState::kReverifying);
  // Another unit may be given it without more ado.
  Bar(first.assignment.lead, {});
  EXPECT_OK(reviews_.Assign(As(Office()), id, OtherHead().unit));
}

TEST_F(ReviewServiceTest, AnotherConclusionOverturnsTheFirst) {
  ConfirmKeys();
  const Case first = Closed(Outcome::kRefuted);
  ASSERT_OK_AND_ASSIGN(const Review queued, reviews_.Request(As(CityOffice()), first.id, "抽查"));
  ASSERT_OK_AND_ASSIGN(const Review assigned,
                       reviews_.Assign(As(Office()), queued.id, OtherHead().unit));
  VerifyAgain(*assigned.review_case, Outcome::kSubstantiated);
  CloseAgain(*assigned.review_case, Outcome::kSubstantiated);
  const Review after = Queue().at(0);
  EXPECT_EQ(after.state, ReviewState::kOverturned);
  EXPECT_EQ(after.second_outcome, Outcome::kSubstantiated);
  EXPECT_EQ(cases_.Get(As(Office()), first.id)->state, CaseState::kClosed);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE type = "
                  "'hecha.verification.v1.ReviewOverturned'"),
            1);
  // Its events are of a re-verification, which does not move the lead.
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE aggregate = 'reverification' AND type = "
                  "'hecha.verification.v1.CaseClosed'"),
            1);
  EXPECT_THAT(reviews_.Request(As(Office()), *assigned.review_case, "再复核"),
              RefusedBy("REVIEW_OF_REVIEW"));
}

TEST_F(ReviewServiceTest, TheSameConclusionUpholdsTheFirst) {
  ConfirmKeys();
  const Case first = Closed(Outcome::kRefuted);
  ASSERT_OK_AND_ASSIGN(const Review queued, reviews_.Request(As(Office()), first.id, "抽查"));
  ASSERT_OK_AND_ASSIGN(const Review assigned,
                       reviews_.Assign(As(Office()), queued.id, OtherHead().unit));
  VerifyAgain(*assigned.review_case, Outcome::kRefuted);
  CloseAgain(*assigned.review_case, Outcome::kRefuted);
  EXPECT_EQ(Queue().at(0).state, ReviewState::kUpheld);
  EXPECT_THAT(EventsOf(first.id).back(), "CaseReverified");
}

}  // namespace
}  // namespace hecha::verification
