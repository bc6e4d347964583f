// Boxes open with their key only, tell nothing by their length, and keys need their passphrase.
#include "services/common/security/sealed_box.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::security {
namespace {

constexpr size_t kBlock = 256;

TEST(SealedBoxTest, OnlyItsKeyOpensABox) {
  const BoxKey key = BoxKey::Generate();
  ASSERT_OK_AND_ASSIGN(std::string box, SealTo(key.public_key, "张三", kBlock));
  EXPECT_THAT(OpenBox(key, box, kBlock), IsOkAndHolds("张三"));
  EXPECT_THAT(OpenBox(BoxKey::Generate(), box, kBlock), StatusIs(absl::StatusCode::kDataLoss));
  box[box.size() / 2] ^= 1;
  EXPECT_THAT(OpenBox(key, box, kBlock), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(OpenBox(key, "", kBlock), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(SealedBoxTest, LengthTellsOnlyTheNumberOfBlocks) {
  const BoxKey key = BoxKey::Generate();
  const size_t empty = SealTo(key.public_key, "", kBlock)->size();
  for (size_t size : {size_t{1}, kBlock - 1}) {
    ASSERT_OK_AND_ASSIGN(const std::string box,
                         SealTo(key.public_key, std::string(size, 'x'), kBlock));
    EXPECT_EQ(box.size(), empty);
    EXPECT_THAT(OpenBox(key, box, kBlock), IsOkAndHolds(std::string(size, 'x')));
  }
  const std::string full(kBlock, '\0');
  ASSERT_OK_AND_ASSIGN(const std::string box, SealTo(key.public_key, full, kBlock));
  EXPECT_EQ(box.size(), empty + kBlock);
  EXPECT_THAT(OpenBox(key, box, kBlock), IsOkAndHolds(full));
}

TEST(SealedBoxTest, NothingIsSealedToAWeakKey) {
  EXPECT_FALSE(SealTo("short", "张三", kBlock).ok());
  EXPECT_FALSE(SealTo(std::string(32, '\0'), "张三", kBlock).ok());
}

TEST(SealedBoxTest, KeyFileNeedsItsPassphrase) {
  TemporaryDirectory directory;
  const std::string path = directory.path() + "/custodian.key";
  const BoxKey key = BoxKey::Generate();
  ASSERT_OK(key.Save(path, "correct horse battery"));
  std::stringstream file;
  file << std::ifstream(path).rdbuf();
  EXPECT_EQ(file.str().find(key.secret), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const BoxKey loaded, BoxKey::Load(path, "correct horse battery"));
  EXPECT_EQ(loaded.secret, key.secret);
  EXPECT_EQ(loaded.public_key, key.public_key);
  EXPECT_THAT(BoxKey::Load(path, "wrong"), StatusIs(absl::StatusCode::kPermissionDenied));
  chmod(path.c_str(), 0644);
  EXPECT_THAT(BoxKey::Load(path, "correct horse battery"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(BoxKey::Load(path + "2", "x"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::security
