// Which spellings of a name are the same name.
#include "services/common/security/name_fingerprint.h"

#include <gtest/gtest.h>

namespace hecha::security {
namespace {

TEST(NameFingerprintTest, BlanksPunctuationWidthAndCaseDoNotCount) {
  const auto keyring = Keyring::Ephemeral();
  const auto same = [&](std::string_view a, std::string_view b) {
    return FingerprintOfName(*keyring, a) == FingerprintOfName(*keyring, b);
  };
  EXPECT_TRUE(same("张三", " 张　三 "));
  EXPECT_TRUE(same("阿里木·买买提", "阿里木买买提"));
  EXPECT_TRUE(same("滕州ＡＢＣ煤业（集团）", "滕州abc煤业(集团)"));
  EXPECT_FALSE(same("张三", "张三丰"));
  EXPECT_FALSE(same("张三", "章三"));
}

TEST(NameFingerprintTest, NameWithoutALetterHasNone) {
  EXPECT_EQ(FingerprintOfName(*Keyring::Ephemeral(), " ·——"), "");
}

TEST(NameFingerprintTest, WithoutTheKeyAGuessCannotBeTested) {
  EXPECT_NE(FingerprintOfName(*Keyring::Ephemeral(), "张三"),
            FingerprintOfName(*Keyring::Ephemeral(), "张三"));
}

}  // namespace
}  // namespace hecha::security
