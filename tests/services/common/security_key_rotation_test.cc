// A rotation while others read and write: every value stays readable at every moment, nothing is
// left under the old key, and without that key everything still opens.
#include "services/common/security/key_rotation.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "services/common/security/key_file.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::security {

extern const db::MigrationSet kMigrations;

namespace {

using ::testing::HasSubstr;

constexpr char kTown[] = "370481104";
const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
const std::string kOld = "* " + std::string(64, '1') + "\n";
const std::string kNew = "* " + std::string(64, '2') + "\n";
const std::string kOfTown = std::string(kTown) + " " + std::string(64, '3') + "\n";

class KeyRotationTest : public ::testing::Test {
 protected:
  KeyRotationTest() {
    Write(kOld);
    keyring_ = Keyring::Load(Path()).value();
  }

  std::string Path() const { return directory_.path() + "/keyring"; }
  void Write(const std::string& lines) { ASSERT_OK(ReplaceFile(Path(), lines, 0600)); }

  template <class Body>
  auto Transact(Body body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }

  // A new subject's key, and a value that it sealed.
  Uuid Add(const Keyring& keyring) {
    const Uuid subject = Uuid::V7(kNow);
    const absl::StatusOr<DataKey> key = Transact([&](db::Transaction& transaction) {
      return DataKeyStore(keyring).Ensure(transaction, {subject, kTown});
    });
    EXPECT_OK(key.status());
    absl::MutexLock lock(&mutex_);
    values_[subject] = key->Seal(subject.ToString(), "a");
    return subject;
  }

  std::map<Uuid, std::string> Values() {
    absl::MutexLock lock(&mutex_);
    return values_;
  }

  absl::Status CheckReadable(const Keyring& keyring, const Uuid& subject,
                             const std::string& value) {
    ASSIGN_OR_RETURN(const DataKey key, Transact([&](db::Transaction& transaction) {
                       return DataKeyStore(keyring).Find(transaction, subject);
                     }));
    ASSIGN_OR_RETURN(const std::string text, key.Open(value, "a"));
    return text == subject.ToString() ? absl::OkStatus() : absl::DataLossError("another text");
  }

  int64_t LeftUnder(const std::string& key_id) {
    int64_t left = 0;
    EXPECT_OK(Transact([&](db::Transaction& transaction) {
      return transaction.Query(
          "SELECT COUNT(*) FROM data_key WHERE key_id = ?",
          [&](const db::Row& row) { left = row.Int(0); }, key_id);
    }));
    return left;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Keyring> keyring_;
  const std::unique_ptr<db::Database> database_ = MariaDb::Shared().Open({kMigrations});
  telemetry::Metrics metrics_;
  absl::Mutex mutex_;
  std::map<Uuid, std::string> values_;
};

TEST_F(KeyRotationTest, EverythingIsReadableWhileAndAfterTheKeysMove) {
  for (int i = 0; i < 300; ++i) Add(*keyring_);
  const std::string old_id = keyring_->NewestId(kTown);

  std::atomic<bool> done = false;
  std::atomic<int> writes = 0, reads = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        Add(*keyring_);
        ++writes;
      }
    });
    threads.emplace_back([&] {
      while (!done) {
        for (const auto& [subject, value] : Values()) {
          EXPECT_OK(CheckReadable(*keyring_, subject, value));
          if (++reads % 64 == 0 && done) break;
        }
      }
    });
  }
  Write(kOld + kNew);
  KeyRotation rotation(*database_, *keyring_, metrics_);
  // Until both sides have worked beside it for a while, and nothing is left.
  for (int64_t left = -1; left != 0 || writes < 50 || reads < 500;) {
    rotation.Run();
    left = LeftUnder(old_id);
  }
  done = true;
  for (std::thread& thread : threads) thread.join();

  Write(kNew);
  const std::unique_ptr<Keyring> without_old = Keyring::Load(Path()).value();
  for (const auto& [subject, value] : Values())
    EXPECT_OK(CheckReadable(*without_old, subject, value));
}

TEST_F(KeyRotationTest, ItGoesOnWhereItStopped) {
  for (int i = 0; i < 5; ++i) Add(*keyring_);
  Write(kOld + kNew);
  ASSERT_TRUE(keyring_->Refresh().value());
  EXPECT_THAT(KeyRotation(*database_, *keyring_, metrics_).Rewrap(2), IsOkAndHolds(3));
  EXPECT_THAT(KeyRotation(*database_, *keyring_, metrics_).Rewrap(2), IsOkAndHolds(1));
  EXPECT_THAT(KeyRotation(*database_, *keyring_, metrics_).Rewrap(2), IsOkAndHolds(0));
}

TEST_F(KeyRotationTest, DivisionThatGetsALineOfItsOwnMovesToIt) {
  const Uuid subject = Add(*keyring_);
  Write(kOld + kOfTown);
  KeyRotation(*database_, *keyring_, metrics_).Run();
  EXPECT_EQ(LeftUnder(keyring_->NewestId(kTown)), 1);
  EXPECT_OK(CheckReadable(*keyring_, subject, Values()[subject]));
  EXPECT_THAT(metrics_.Text(), HasSubstr("hecha_data_keys_to_rewrap 0"));
}

TEST_F(KeyRotationTest, ShreddedKeyStaysShredded) {
  const Uuid subject = Add(*keyring_);
  ASSERT_OK(Transact([&](db::Transaction& transaction) {
    return DataKeyStore(*keyring_).Shred(transaction, subject, kNow);
  }));
  Write(kOld + kNew);
  ASSERT_TRUE(keyring_->Refresh().value());
  EXPECT_THAT(KeyRotation(*database_, *keyring_, metrics_).Rewrap(10), IsOkAndHolds(0));
  EXPECT_THAT(CheckReadable(*keyring_, subject, Values()[subject]),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(KeyRotationTest, KeysWhoseLineIsGoneAreCountedAndStopNothing) {
  Add(*keyring_);
  Write(kNew);
  const std::unique_ptr<Keyring> other = Keyring::Load(Path()).value();
  EXPECT_THAT(KeyRotation(*database_, *other, metrics_).Rewrap(10), IsOkAndHolds(1));
}

}  // namespace
}  // namespace hecha::security
