// Who is called again after a close that proved nothing, and what is recorded of it.
#include "services/verification/revisit.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

constexpr RevisitPolicy kEveryFifth{.per_mille = 200, .after_days = 30};

Revisit Scheduled() {
  return Revisit::Schedule(MakeId<RevisitId>(0x88), CaseIn(CaseState::kClosed, Outcome::kRefuted),
                           kEveryFifth, kNow);
}

TEST(RevisitTest, TheRatioOfThoseWhoCanBeReachedIsDrawn) {
  Case closed = CaseIn(CaseState::kClosed, Outcome::kRefuted);
  int drawn = 0;
  for (int i = 0; i < 1'000; ++i) {
    closed.id = CaseId::New(kNow + absl::Seconds(i));
    drawn += IsDrawn(closed, kEveryFifth, security::Sha256);
    EXPECT_TRUE(IsDrawn(closed, {.per_mille = 1'000}, security::Sha256));
    EXPECT_FALSE(IsDrawn(closed, {.per_mille = 0}, security::Sha256));
  }
  EXPECT_GT(drawn, 130);
  EXPECT_LT(drawn, 270);
  closed.feedback->no_channel = true;
  EXPECT_FALSE(IsDrawn(closed, {.per_mille = 1'000}, security::Sha256));
  EXPECT_FALSE(IsDrawn(CaseIn(CaseState::kClosed), {.per_mille = 1'000}, security::Sha256));
}

TEST(RevisitTest, WhoseReportWasTrueIsNotCalledAgain) {
  Case proven = CaseIn(CaseState::kFiled, Outcome::kSubstantiated);
  ASSERT_OK(proven.GiveFeedback({"已依法处理", Attitude::kSatisfied, false, kNow}));
  ASSERT_OK(proven.Close(kNow));
  EXPECT_FALSE(IsDrawn(proven, {.per_mille = 1'000}, security::Sha256));
}

TEST(RevisitTest, TheOfficeCallsOnceAndNotBeforeItIsDue) {
  Revisit revisit = Scheduled();
  const absl::Time due = kNow + absl::Hours(24 * 30);
  EXPECT_EQ(revisit.due_at, due);
  EXPECT_THAT(revisit.Record(Head(), Attitude::kAccepts, "", due), RefusedBy("NOT_OFFICE"));
  EXPECT_THAT(revisit.Record(NextTownsOffice(), Attitude::kAccepts, "", due),
              RefusedBy("NOT_OFFICE"));
  EXPECT_THAT(revisit.Record(Clerk(), Attitude::kAccepts, "", due - absl::Seconds(1)),
              RefusedBy("TOO_EARLY"));
  ASSERT_OK(revisit.Record(Clerk(), Attitude::kDisagrees, "仍不认可", due));
  EXPECT_EQ(revisit.state, RevisitState::kDone);
  EXPECT_EQ(revisit.contacted_by, Clerk().user);
  EXPECT_THAT(revisit.Record(Office(), Attitude::kAccepts, "", due),
              RefusedBy("ILLEGAL_TRANSITION"));
}

}  // namespace
}  // namespace hecha::verification
