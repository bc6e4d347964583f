// Length rules for texts: characters are counted, not bytes, and what is no text is refused.
#include "services/common/base/text.h"

#include <gtest/gtest.h>

#include "services/common/base/refusal.h"
#include "tests/testing/status_matchers.h"

namespace hecha {
namespace {

TEST(CheckLengthTest, CountsCharacters) {
  EXPECT_OK(CheckLength("title", "砂石场", 1, 3));
  EXPECT_THAT(CheckLength("title", "砂石场", 1, 2), RefusedBy("TOO_LONG"));
  EXPECT_THAT(CheckLength("title", "砂", 2, 3), RefusedBy("TOO_SHORT"));
  EXPECT_THAT(CheckLength("title", "", 1, 3), RefusedBy("REQUIRED"));
}

TEST(CheckLengthTest, WhatIsNoUtf8IsRefusedAndTheFieldIsNamed) {
  for (const char* bad : {"\x80", "\xE7\xA0", "\xE7\xA0\x41", "好\xFF"}) {
    const absl::Status status = CheckLength("title", bad, 0, 10);
    EXPECT_THAT(status, RefusedBy("INVALID_UTF8")) << bad;
    EXPECT_EQ(RefusalOf(status)->field, "title");
  }
}

TEST(IsUtf8, KnowsTheBorders) {
  for (const char* good : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "警"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF",
                          "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "\xFF", "\xE8\xA5"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

}  // namespace
}  // namespace hecha
