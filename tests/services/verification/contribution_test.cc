// Who asks another unit for its help, and who answers.
#include "services/verification/contribution.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

Contribution Asked() {
  Contribution asked;
  asked.version = 1;
  asked.asking_unit = Wang().unit;
  asked.unit = OtherInvestigator().unit;
  asked.request = "请提供登记信息";
  asked.due = kNow + absl::Hours(24);
  asked.requested_by = Wang().user;
  asked.requested_at = kNow;
  return asked;
}

TEST(ContributionTest, AsksAnotherUnitForTheFuture) {
  EXPECT_OK(Asked().Check(kNow));
  Contribution own = Asked();
  own.unit = own.asking_unit;
  EXPECT_THAT(own.Check(kNow), RefusedBy("OWN_UNIT"));
  EXPECT_THAT(Asked().Check(kNow + absl::Hours(24)), RefusedBy("DUE_IN_PAST"));
}

TEST(ContributionTest, IsAnsweredOnceByTheAskedUnit) {
  Contribution asked = Asked();
  EXPECT_THAT(asked.Answer(Zhao(), "答复", kNow), RefusedBy("NOT_THE_ASKED_UNIT"));
  ASSERT_OK(asked.Answer(OtherInvestigator(), "登记信息如下", kNow));
  EXPECT_EQ(asked.state, ContributionState::kAnswered);
  EXPECT_EQ(asked.answered_by, OtherInvestigator().user);
  EXPECT_THAT(asked.Answer(OtherInvestigator(), "再答复", kNow), RefusedBy("ALREADY_ANSWERED"));
  EXPECT_EQ(asked.version, 2);
}

TEST(ContributionTest, OnlyItsHeadDeclinesAndOnlyTheAskerWithdraws) {
  Contribution asked = Asked();
  EXPECT_THAT(asked.Decline(OtherInvestigator(), "无此资料", kNow),
              RefusedBy("NOT_THE_ASKED_UNIT"));
  EXPECT_THAT(asked.Decline(OtherHead(), "", kNow), RefusedBy("REQUIRED"));
  EXPECT_THAT(asked.Withdraw(Li(), kNow), RefusedBy("NOT_THE_ASKER"));
  Contribution declined = asked;
  ASSERT_OK(declined.Decline(OtherHead(), "无此资料", kNow));
  EXPECT_EQ(declined.answer, "无此资料");
  ASSERT_OK(asked.Withdraw(Wang(), kNow));
  EXPECT_FALSE(asked.Overdue(kNow + absl::Hours(48)));
  EXPECT_TRUE(Asked().Overdue(kNow + absl::Hours(48)));
}

}  // namespace
}  // namespace hecha::verification
