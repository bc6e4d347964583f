// The rules of the dialogue between office and reporter, without a database.
#include "services/intake/dialogue.h"

#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);

TEST(DialogueTest, EachSideHasItsOwnCount) {
  Dialogue dialogue;
  for (int i = 0; i < Dialogue::kMaxMessages; ++i)
    ASSERT_OK(dialogue.Say(Speaker::kReporter, UserId(), "补充", kNow));
  EXPECT_THAT(dialogue.Say(Speaker::kReporter, UserId(), "补充", kNow),
              RefusedBy("TOO_MANY_MESSAGES"));
  EXPECT_OK(dialogue.Say(Speaker::kOffice, UserId::New(kNow), "收到", kNow));
  EXPECT_EQ(dialogue.version, Dialogue::kMaxMessages + 1);
}

TEST(DialogueTest, MessageHasABoundedLength) {
  Dialogue dialogue;
  std::string longest;
  for (int i = 0; i < 2'000; ++i) longest += "字";
  EXPECT_THAT(dialogue.Say(Speaker::kReporter, UserId(), "", kNow), RefusedBy("REQUIRED"));
  EXPECT_THAT(dialogue.Say(Speaker::kReporter, UserId(), longest + "字", kNow),
              RefusedBy("TOO_LONG"));
  EXPECT_EQ(dialogue.version, 0);
  EXPECT_OK(dialogue.Say(Speaker::kReporter, UserId(), longest, kNow));
}

TEST(DialogueTest, ReviewIsOpenThirtyDaysAndOnce) {
  Dialogue dialogue;
  EXPECT_THAT(dialogue.RequestReview("未查实", kNow), RefusedBy("NO_OUTCOME"));
  dialogue.Inform(kNow);
  const absl::Time last = kNow + absl::Hours(24 * 30);
  Dialogue late = dialogue;
  EXPECT_THAT(late.RequestReview("未查实", last + absl::Seconds(1)),
              RefusedBy("REVIEW_PERIOD_OVER"));
  ASSERT_OK_AND_ASSIGN(const Message message, dialogue.RequestReview("未查实", last));
  EXPECT_EQ(message.kind, MessageKind::kReviewRequest);
  EXPECT_THAT(dialogue.RequestReview("未查实", last), RefusedBy("ALREADY_REQUESTED"));
}

TEST(DialogueTest, EveryOutcomeIsAnsweredOnce) {
  Dialogue dialogue;
  EXPECT_THAT(dialogue.Confirm(Attitude::kSatisfied), RefusedBy("NO_OUTCOME"));
  dialogue.Inform(kNow);
  EXPECT_OK(dialogue.Confirm(Attitude::kDisagrees));
  EXPECT_THAT(dialogue.Confirm(Attitude::kSatisfied), RefusedBy("ALREADY_CONFIRMED"));
  EXPECT_OK(dialogue.RequestReview("未查实", kNow));
  dialogue.Inform(kNow + absl::Hours(24 * 60));
  EXPECT_EQ(dialogue.attitude, std::nullopt);
  EXPECT_OK(dialogue.Confirm(Attitude::kSatisfied));
  EXPECT_OK(dialogue.RequestReview("仍有疑问", kNow + absl::Hours(24 * 61)));
}

}  // namespace
}  // namespace hecha::intake
