// A receipt survives being read aloud and typed in, and nothing else passes for one; the status
// behind it is coarse.
#include "services/intake/reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "services/common/security/keyring.h"
#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

TEST(ReceiptTest, WhatIsPrintedCanBeReadBack) {
  for (const std::string& bits : {std::string(16, '\0'), std::string(16, '\xff'),
                                  security::RandomBytes(16), security::RandomBytes(16)}) {
    const std::string text = Receipt(bits).ToString();
    EXPECT_THAT(text, testing::MatchesRegex("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}"));
    ASSERT_OK_AND_ASSIGN(const Receipt read, Receipt::Parse(text));
    EXPECT_EQ(read.bits(), bits);
  }
}

TEST(ReceiptTest, TypingDoesNotMatter) {
  // Bits whose printed form has zeros and ones to confuse.
  const std::string bits("\x08\x42\x10\x84\x01\0\0\0\x84\x21\x08\x42\x10\x84\x21\x08", 16);
  const std::string text = Receipt(bits).ToString();
  ASSERT_THAT(text, testing::AllOf(testing::HasSubstr("0"), testing::HasSubstr("1")));
  const auto replaced = [&](char from, char to) {
    std::string copy = text;
    std::replace(copy.begin(), copy.end(), from, to);
    return copy;
  };
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
  std::string bare = text;
  bare.erase(std::remove(bare.begin(), bare.end(), '-'), bare.end());
  for (const std::string& typed :
       {lower, bare, replaced('-', ' '), "  " + text + " ", replaced('0', 'O'), replaced('0', 'o'),
        replaced('1', 'I'), replaced('1', 'l'), replaced('1', 'L')}) {
    ASSERT_OK_AND_ASSIGN(const Receipt read, Receipt::Parse(typed));
    EXPECT_EQ(read.bits(), bits) << typed;
  }
}

TEST(ReceiptTest, WhatIsNoReceiptLooksLikeAnUnknownOne) {
  const std::string text = Receipt(std::string(16, '\xff')).ToString();
  std::string changed_tail = text;
  changed_tail.back() = 'Z';  // the two bits that no receipt has
  std::string with_u = text;
  with_u[0] = 'U';
  for (const std::string& bad :
       {std::string(), std::string("----"), text.substr(0, text.size() - 1), text + "0",
        changed_tail, with_u, text + "\n", std::string("回执"), std::string(10'000, 'A'),
        std::string("\0\0", 2)}) {
    const absl::StatusOr<Receipt> read = Receipt::Parse(bad);
    EXPECT_EQ(read.status(), UnknownReceipt()) << bad.substr(0, 40);
  }
}

TEST(ProgressTest, ReporterLearnsNeitherUnitNorSealing) {
  using S = LeadState;
  for (S state : {S::kRegistered, S::kTriaged, S::kAssigned, S::kReturned, S::kMerged})
    EXPECT_EQ(ProgressOf(state), Progress::kReceived) << static_cast<int>(state);
  for (S state : {S::kSealed, S::kAccepted, S::kVerifying, S::kSuspended, S::kSigning, S::kSigned,
                  S::kReported, S::kFiled, S::kRecalled})
    EXPECT_EQ(ProgressOf(state), Progress::kVerifying) << static_cast<int>(state);
  for (S state : {S::kFeedback, S::kClosed, S::kArchived, S::kPurged})
    EXPECT_EQ(ProgressOf(state), Progress::kConcluded) << static_cast<int>(state);
}

}  // namespace
}  // namespace hecha::intake
