// Clearances on a real database: of whom, by whom, and how they are told.
#include "services/verification/clearance_service.h"

#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ClearanceServiceTest : public VerificationTest {
 protected:
  Case Closed(Outcome outcome) {
    const CaseId id = Signed(outcome).id;
    if (outcome == Outcome::kSubstantiated) {
      EXPECT_OK(conclusions_.File(As(Head()), id, FilingAt(clock_.Now())));
    } else {
      EXPECT_OK(
          conclusions_.GiveFeedback(As(Head()), id, {"未发现", Attitude::kAccepts, false, kNow}));
    }
    return conclusions_.Close(As(Office()), id).value();
  }

  ClearanceService clearances_{journal_, ClearanceStore(*keyring_), CaseStore(*keyring_)};
  const ClearanceDraft draft_{1, "张某", "经核查，反映你强揽工程的问题不属实。"};
};

TEST_F(ClearanceServiceTest, OnlyARefutedAllegationOfAClosedCaseClears) {
  ConfirmKeys();
  EXPECT_THAT(clearances_.Draft(As(Office()), Found(Outcome::kRefuted).id, draft_),
              RefusedBy("NOT_CLOSED"));
  EXPECT_THAT(clearances_.Draft(As(Office()), Closed(Outcome::kSubstantiated).id, draft_),
              RefusedBy("NOT_REFUTED"));
  const CaseId refuted = Closed(Outcome::kRefuted).id;
  EXPECT_THAT(clearances_.Draft(As(Head()), refuted, draft_), RefusedBy("NOT_OFFICE"));
  EXPECT_THAT(clearances_.Draft(As(NextTownsOffice()), refuted, draft_), RefusedBy("UNKNOWN"));
  EXPECT_OK(clearances_.Draft(As(Clerk()), refuted, draft_));
}

TEST_F(ClearanceServiceTest, ASecondPersonIssuesAndThePersonDecidesWhoIsTold) {
  ConfirmKeys();
  const CaseId id = Closed(Outcome::kRefuted).id;
  ASSERT_OK_AND_ASSIGN(const Clearance drafted, clearances_.Draft(As(Office()), id, draft_));
  EXPECT_EQ(drafted.draft.subject, "张某");
  const Announcement notice{ClearanceManner::kNotice, "村务公开栏", false, clock_.Now()};
  EXPECT_THAT(clearances_.Announce(As(Office()), drafted.id, notice),
              RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(clearances_.Issue(As(Office()), drafted.id), RefusedBy("SECOND_PERSON"));
  EXPECT_THAT(clearances_.Issue(As(Clerk()), drafted.id), RefusedBy("NOT_AN_ISSUER"));
  ASSERT_OK(clearances_.Issue(As(Leader()), drafted.id));
  EXPECT_THAT(clearances_.Announce(As(Office()), drafted.id, notice),
              RefusedBy("CONSENT_REQUIRED"));
  Announcement agreed = notice;
  agreed.consent = true;
  ASSERT_OK_AND_ASSIGN(const Clearance told,
                       clearances_.Announce(As(Office()), drafted.id, agreed));
  EXPECT_EQ(told.state, ClearanceState::kAnnounced);
  EXPECT_EQ(told.announcement->place, "村务公开栏");
}

TEST_F(ClearanceServiceTest, NobodyElseSeesWhoWasCleared) {
  ConfirmKeys();
  ASSERT_OK_AND_ASSIGN(const Clearance drafted,
                       clearances_.Draft(As(Office()), Closed(Outcome::kRefuted).id, draft_));
  for (const Actor& stranger : {Head(), Wang(), CityOffice(), NextTownsOffice()})
    EXPECT_THAT(clearances_.Get(As(stranger), drafted.id), RefusedBy("UNKNOWN"));
  ASSERT_OK_AND_ASSIGN(const auto listed, clearances_.List(As(Leader()), {}, Page()));
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_THAT(listed[0].draft.subject, IsEmpty());
  EXPECT_THAT(clearances_.List(As(NextTownsOffice()), {}, Page()), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM clearance WHERE subject LIKE '%张%'"), 0);
}

}  // namespace
}  // namespace hecha::verification
