// Data keys on a real database: what one subject's key sealed no other opens, and what was
// shredded nothing opens, whatever copy of it is left.
#include "services/common/security/data_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/security/text_vault.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::security {

extern const db::MigrationSet kMigrations;

namespace {

constexpr char kTown[] = "370481104";
const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);

class DataKeyTest : public ::testing::Test {
 protected:
  template <class Body>
  auto Transact(Body body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }

  absl::StatusOr<DataKey> Ensure(const Uuid& subject) {
    return Transact([&](db::Transaction& transaction) {
      return keys_.Ensure(transaction, {subject, kTown});
    });
  }
  absl::StatusOr<DataKey> Find(const Uuid& subject) {
    return Transact([&](db::Transaction& transaction) { return keys_.Find(transaction, subject); });
  }
  absl::Status Shred(const Uuid& subject) {
    return Transact(
        [&](db::Transaction& transaction) { return keys_.Shred(transaction, subject, kNow); });
  }
  std::string Wrapped(const Uuid& subject) {
    std::string wrapped;
    EXPECT_OK(Transact([&](db::Transaction& transaction) {
      return transaction.Query(
          "SELECT wrapped FROM data_key WHERE subject = ?",
          [&](const db::Row& row) { wrapped = row.Text(0); }, subject);
    }));
    return wrapped;
  }

  const std::unique_ptr<Keyring> keyring_ = Keyring::Ephemeral();
  const DataKeyStore keys_{*keyring_};
  const std::unique_ptr<db::Database> database_ = MariaDb::Shared().Open({kMigrations});
  const Uuid lead_ = Uuid::V7(kNow);
  const Uuid other_ = Uuid::V7(kNow);
};

TEST_F(DataKeyTest, SubjectKeepsItsKey) {
  const std::string sealed = Ensure(lead_)->Seal("西岗镇", "lead/1/title");
  EXPECT_EQ(*Ensure(lead_)->Open(sealed, "lead/1/title"), "西岗镇");
  EXPECT_EQ(*Find(lead_)->Open(sealed, "lead/1/title"), "西岗镇");
}

TEST_F(DataKeyTest, AnotherSubjectsKeyOrAnotherPlaceDoesNotOpen) {
  const std::string sealed = Ensure(lead_)->Seal("text", "lead/1/title");
  EXPECT_THAT(Find(lead_)->Open(sealed, "lead/2/title"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Ensure(other_)->Open(sealed, "lead/1/title"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DataKeyTest, KeysOfABatchAreEachSubjectsOwn) {
  const std::vector<DataKeyStore::Owner> owners = {{lead_, kTown}, {other_, kTown}};
  const std::vector<DataKey> keys = Transact([&](db::Transaction& transaction) {
                                      return keys_.CreateAll(transaction, owners);
                                    }).value();
  EXPECT_EQ(*Find(lead_)->Open(keys[0].Seal("first", "a"), "a"), "first");
  EXPECT_EQ(*Find(other_)->Open(keys[1].Seal("second", "a"), "a"), "second");
}

TEST_F(DataKeyTest, KeyMovedToAnotherSubjectIsDataLoss) {
  ASSERT_OK(Ensure(lead_).status());
  EXPECT_THAT(keys_.Unwrap(other_, Wrapped(lead_)), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DataKeyTest, ShreddedSubjectHasNoKeyAndGetsNoOther) {
  ASSERT_OK(Ensure(lead_).status());
  const std::string before = Wrapped(lead_);
  ASSERT_OK(Shred(lead_));
  EXPECT_THAT(Find(lead_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Ensure(lead_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Wrapped(lead_), std::string(before.size(), '\0'));
}

TEST_F(DataKeyTest, SubjectShreddedBeforeItHadAKeyGetsNone) {
  ASSERT_OK(Shred(lead_));
  ASSERT_OK(Shred(lead_));
  EXPECT_THAT(Ensure(lead_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DataKeyTest, UnwrapsNothingWhereThereIsNoKey) {
  ASSERT_OK(Ensure(lead_).status());
  ASSERT_OK(Shred(lead_));
  EXPECT_THAT(keys_.Unwrap(lead_, Wrapped(lead_)), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(keys_.Unwrap(lead_, ""), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DataKeyTest, TextVaultIsEmptyOnceItsSubjectIsShredded) {
  const TextVault vault = TextVault::Over(Ensure(lead_), "problem", other_).value();
  const std::string sealed = vault.Seal("西岗镇", "remark");
  std::string text = sealed;
  ASSERT_OK(vault.Open(text, "remark"));
  EXPECT_EQ(text, "西岗镇");
  EXPECT_EQ(vault.Seal("", "remark"), "");
  text = sealed;
  EXPECT_THAT(vault.Open(text, "result"), StatusIs(absl::StatusCode::kDataLoss));

  ASSERT_OK(Shred(lead_));
  const TextVault shredded = TextVault::Over(Find(lead_), "problem", other_).value();
  text = sealed;
  ASSERT_OK(shredded.Open(text, "remark"));
  EXPECT_EQ(text, "");
  EXPECT_EQ(shredded.Seal("西岗镇", "remark"), "");
  EXPECT_THAT(TextVault::Over(absl::UnavailableError("away"), "problem", other_),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DataKeyTest, KeyOfTwoSubjectsNeedsBoth) {
  const DataKey both = Ensure(lead_)->With(*Ensure(other_));
  const std::string sealed = both.Seal("reasons", "a");
  EXPECT_EQ(*Find(lead_)->With(*Find(other_)).Open(sealed, "a"), "reasons");
  EXPECT_THAT(Find(lead_)->Open(sealed, "a"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Find(other_)->Open(sealed, "a"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DataKeyTest, EveryPurposeHasAKeyOfItsOwn) {
  const DataKey key = Ensure(lead_).value();
  EXPECT_EQ(key.For("file").view(), Find(lead_)->For("file").view());
  EXPECT_NE(key.For("file").view(), key.For("preview").view());
}

}  // namespace
}  // namespace hecha::security
