// The rules of a publication: two people for every text, and nothing that points at a person.
#include "services/intake/publication.h"

#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'000);
constexpr char kTown[] = "370481109";

absl::StatusOr<Publication> Draft(PublicationKind kind, const std::string& body, UserId by) {
  return Publication::Draft(PublicationId::New(kNow), kTown, kind, {"标题", body}, by, kNow);
}

class PublicationTest : public testing::Test {
 protected:
  const UserId writer_ = UserId::New(kNow);
  const UserId reader_ = UserId::New(kNow);
  Publication draft_ = Draft(PublicationKind::kGuide, "什么是黑、什么是恶", writer_).value();
};

TEST_F(PublicationTest, NobodyPublishesTheOwnText) {
  EXPECT_THAT(draft_.Approve(writer_, kNow), RefusedBy("OWN_TEXT"));
  ASSERT_OK(draft_.Edit({"标题", "改过的正文"}, reader_, kNow));
  EXPECT_THAT(draft_.Approve(reader_, kNow), RefusedBy("OWN_TEXT"));
  ASSERT_OK(draft_.Approve(writer_, kNow));
  EXPECT_EQ(draft_.state, PublicationState::kPublished);
  EXPECT_EQ(draft_.version, 3);
}

TEST_F(PublicationTest, TextThatHoldsANumberOfAPersonIsRefusedButForAHotline) {
  EXPECT_THAT(Draft(PublicationKind::kCaseNote, "张某，电话 13812345678", writer_),
              RefusedBy("POINTS_AT_A_PERSON"));
  EXPECT_OK(Draft(PublicationKind::kHotline, "举报电话 13812345678", writer_));
  EXPECT_THAT(draft_.Edit({"鲁D12345", "正文"}, writer_, kNow), RefusedBy("POINTS_AT_A_PERSON"));
  EXPECT_EQ(draft_.version, 1);
}

TEST_F(PublicationTest, WhatIsPublishedIsWithdrawnBeforeItChanges) {
  EXPECT_THAT(draft_.Withdraw("有误", kNow), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK(draft_.Approve(reader_, kNow));
  EXPECT_THAT(draft_.Edit({"标题", "新正文"}, writer_, kNow), RefusedBy("ILLEGAL_TRANSITION"));
  EXPECT_THAT(draft_.Withdraw("", kNow), RefusedBy("REQUIRED"));
  ASSERT_OK(draft_.Withdraw("案情有误", kNow));
  EXPECT_THAT(draft_.Approve(reader_, kNow), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK(draft_.Edit({"标题", "新正文"}, writer_, kNow));
  EXPECT_EQ(draft_.state, PublicationState::kDraft);
}

}  // namespace
}  // namespace hecha::intake
