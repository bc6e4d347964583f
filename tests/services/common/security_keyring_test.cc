// The keyring against what a thief of the database, or a careless operator, would do: alter,
// move and cut sealed values, lose keys, mistype the key file.
#include "services/common/security/keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace hecha::security {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kFirst(64, '1');
const std::string kSecond(64, '2');

class KeyringTest : public ::testing::Test {
 protected:
  KeyringTest() {
    std::string pattern = ::testing::TempDir() + "keyring.XXXXXX";
    directory_ = mkdtemp(pattern.data());
  }
  ~KeyringTest() override { std::filesystem::remove_all(directory_); }

  std::string Write(const std::string& content, mode_t mode = 0600) {
    const std::string path = directory_ + "/keyring";
    std::ofstream(path) << content;
    chmod(path.c_str(), mode);
    return path;
  }

  std::unique_ptr<Keyring> Make(const std::string& content) {
    absl::StatusOr<std::unique_ptr<Keyring>> ring = Keyring::Load(Write(content));
    EXPECT_TRUE(ring.ok()) << ring.status();
    return *std::move(ring);
  }

  std::string directory_;
};

TEST_F(KeyringTest, OpensWhatItSealed) {
  const auto ring = Keyring::Ephemeral();
  for (const std::string& text :
       {std::string(), std::string("西岗镇\0洗砂场", 19), std::string(1 << 20, 'x')}) {
    const std::string sealed = ring->Seal("370481", text, "lead/1/narrative");
    EXPECT_EQ(*ring->Open(sealed, "lead/1/narrative"), text);
  }
}

TEST_F(KeyringTest, SealedValueShowsNothingAndNeverRepeats) {
  const auto ring = Keyring::Ephemeral();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string sealed = ring->Seal("370481", "canary", "a");
    EXPECT_THAT(sealed, Not(HasSubstr("canary")));
    EXPECT_TRUE(seen.insert(sealed).second);
  }
}

TEST_F(KeyringTest, EveryAlteredByteIsDataLoss) {
  const auto ring = Keyring::Ephemeral();
  const std::string sealed = ring->Seal("370481", "text", "lead/1/narrative");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_TRUE(absl::IsDataLoss(ring->Open(altered, "lead/1/narrative").status())) << i;
    EXPECT_TRUE(absl::IsDataLoss(ring->Open(sealed.substr(0, i), "lead/1/narrative").status()));
  }
}

TEST_F(KeyringTest, MovedValueIsDataLoss) {
  const auto ring = Keyring::Ephemeral();
  const std::string sealed = ring->Seal("370481", "text", ColumnContext("lead", "1", "narrative"));
  EXPECT_TRUE(
      absl::IsDataLoss(ring->Open(sealed, ColumnContext("lead", "2", "narrative")).status()));
  EXPECT_TRUE(absl::IsDataLoss(ring->Open(sealed, ColumnContext("lead", "1", "opinion")).status()));
}

TEST_F(KeyringTest, OtherRingCannotOpen) {
  const std::string sealed = Keyring::Ephemeral()->Seal("370481", "text", "a");
  EXPECT_TRUE(absl::IsDataLoss(Keyring::Ephemeral()->Open(sealed, "a").status()));
}

TEST_F(KeyringTest, OneDivisionsValueDoesNotPassForAnothers) {
  const auto ring = Make("* " + kFirst + "\n");
  std::string sealed = ring->Seal("370481", "text", "a");
  const size_t name = sealed.find("370481");
  ASSERT_NE(name, std::string::npos);
  sealed.replace(name, 6, "370482");
  EXPECT_TRUE(absl::IsDataLoss(ring->Open(sealed, "a").status()));
}

TEST_F(KeyringTest, NewKeySealsAndOldOneStillOpens) {
  const std::string before = "* " + kSecond + "\n370481 " + kFirst + "\n";
  const auto old_ring = Make(before);
  const std::string old_value = old_ring->Seal("370481", "old", "a");
  const std::string fingerprint = old_ring->Fingerprint("370481", "13800000000");

  const auto new_ring = Make(before + "# rotated\n\n370481 " + std::string(64, '3') + "\n");
  EXPECT_EQ(*new_ring->Open(old_value, "a"), "old");
  const std::string new_value = new_ring->Seal("370481", "new", "a");
  EXPECT_EQ(*new_ring->Open(new_value, "a"), "new");
  EXPECT_EQ(new_ring->Fingerprint("370481", "13800000000"), fingerprint);
}

TEST_F(KeyringTest, FingerprintDependsOnKeyNameAndValue) {
  const auto ring = Make("* " + kFirst + "\n");
  const std::string fingerprint = ring->Fingerprint("370481", "13800000000");
  EXPECT_EQ(fingerprint.size(), 32u);
  EXPECT_EQ(ring->Fingerprint("370481", "13800000000"), fingerprint);
  EXPECT_NE(ring->Fingerprint("370482", "13800000000"), fingerprint);
  EXPECT_NE(ring->Fingerprint("370481", "13800000001"), fingerprint);
  EXPECT_NE(Make("* " + kSecond + "\n")->Fingerprint("370481", "13800000000"), fingerprint);
}

TEST_F(KeyringTest, FingerprintsOutliveEveryOtherKey) {
  const std::string own = "fingerprint " + kFirst + "\n";
  const auto before = Make("* " + kFirst + "\n" + own);
  const auto after = Make("* " + kSecond + "\n" + own);
  EXPECT_EQ(after->Fingerprint("receipt", "code"), before->Fingerprint("receipt", "code"));
}

TEST_F(KeyringTest, RingsThatShareALineShareItsFingerprints) {
  const std::string shared = "fingerprint.name " + std::string(64, '3') + "\n";
  const auto one = Make("* " + kFirst + "\n" + shared);
  const auto other = Make("* " + kSecond + "\n" + shared);
  EXPECT_EQ(one->Fingerprint("name", "张三"), other->Fingerprint("name", "张三"));
  EXPECT_NE(one->Fingerprint("receipt", "张三"), other->Fingerprint("receipt", "张三"));
}

TEST_F(KeyringTest, LineAddedWhileInUseSealsFromThenOn) {
  const auto ring = Make("* " + kFirst + "\n");
  const std::string old_value = ring->Seal("370481", "old", "a");
  EXPECT_FALSE(ring->Refresh().value());
  Write("* " + kFirst + "\n* " + kSecond + "\n");
  EXPECT_TRUE(ring->Refresh().value());
  const std::string new_value = ring->Seal("370481", "new", "a");
  EXPECT_NE(Keyring::KeyIdOf(old_value), Keyring::KeyIdOf(new_value));
  EXPECT_EQ(Keyring::KeyIdOf(new_value), ring->NewestId("370481"));
  EXPECT_EQ(*ring->Open(old_value, "a"), "old");
  EXPECT_EQ(*ring->Open(new_value, "a"), "new");
}

TEST_F(KeyringTest, ValueUnderALineNotYetReadIsOpened) {
  const auto slow = Make("* " + kFirst + "\n");
  const auto quick = Make("* " + kFirst + "\n* " + kSecond + "\n");
  EXPECT_EQ(*slow->Open(quick->Seal("370481", "text", "a"), "a"), "text");
}

TEST_F(KeyringTest, BrokenFileLeavesTheKeysAsTheyWere) {
  const auto ring = Make("* " + kFirst + "\n");
  const std::string sealed = ring->Seal("370481", "text", "a");
  Write("* nonsense\n");
  EXPECT_TRUE(absl::IsInvalidArgument(ring->Refresh().status()));
  EXPECT_EQ(*ring->Open(sealed, "a"), "text");
}

TEST_F(KeyringTest, LinesSayWhatEachIsFor) {
  const auto ring = Make("* " + kFirst + "\nfingerprint " + kFirst + "\n* " + kSecond + "\n");
  const std::vector<Keyring::Line> lines = ring->Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_FALSE(lines[0].newest);
  EXPECT_TRUE(lines[1].fingerprints);
  EXPECT_TRUE(lines[2].newest);
  EXPECT_FALSE(lines[2].fingerprints);
}

TEST_F(KeyringTest, BadKeyFileIsRefusedByLine) {
  EXPECT_TRUE(absl::IsNotFound(Keyring::Load(directory_ + "/none").status()));
  for (const std::string& line : {std::string("outbox"), "outbox " + std::string(63, '1'),
                                  "outbox " + std::string(64, 'g'), "outbox " + kFirst + "00"}) {
    const absl::Status status = Keyring::Load(Write("* " + kFirst + "\n" + line + "\n")).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << line;
    EXPECT_THAT(std::string(status.message()), HasSubstr(":2:"));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(std::string(8, '1'))));
  }
}

TEST_F(KeyringTest, KeyFileWithoutFallbackOrOpenToAllIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(Keyring::Load(Write("outbox " + kFirst)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Keyring::Load(Write("* " + kFirst, 0644)).status()));
}

TEST(Sha256Test, EqualsFips180Vector) {
  const std::string digest = Sha256("abc");
  ASSERT_EQ(digest.size(), 32u);
  EXPECT_EQ(digest.substr(0, 4), "\xba\x78\x16\xbf");
}

}  // namespace
}  // namespace hecha::security
