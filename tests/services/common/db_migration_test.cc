// Migrations are applied forward only, once, and by one process at a time; a schema that is
// not the program's own is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "services/common/db/migration.h"
#include "tests/services/common/db_fixture.h"

namespace hecha::db {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Optional;

constexpr Migration kFirst = {1, "0001_create_a",
                              "CREATE TABLE IF NOT EXISTS a (id INT PRIMARY KEY)"};
constexpr Migration kSecond = {2, "0002_create_b",
                               "-- why\nCREATE TABLE IF NOT EXISTS b (id INT PRIMARY KEY);\n"};
constexpr Migration kThird = {3, "0003_create_c",
                              "CREATE TABLE IF NOT EXISTS c (id INT PRIMARY KEY)"};

class MigrationTest : public DatabaseTest {
 protected:
  absl::Status Apply(std::vector<Migration> files) {
    std::vector<MigrationSet> sets = {{"test", files}};
    return Migrate(*database_, sets);
  }
  absl::Status Check(std::vector<Migration> files) {
    std::vector<MigrationSet> sets = {{"test", files}};
    return CheckMigrated(*database_, sets);
  }
  int64_t Tables() {
    return **Number(
        "SELECT COUNT(*) FROM information_schema.tables WHERE"
        " table_schema = DATABASE() AND table_name IN ('a', 'b', 'c')");
  }
};

TEST_F(MigrationTest, WhatIsMissingIsAppliedOnce) {
  EXPECT_THAT(Check({kFirst}), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("0001")));
  EXPECT_OK(Apply({kFirst}));
  EXPECT_OK(Check({kFirst}));
  EXPECT_THAT(Check({kFirst, kSecond}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_OK(Check({kFirst, kSecond}));
  EXPECT_EQ(Tables(), 2);
  EXPECT_THAT(Number("SELECT COUNT(*) FROM migration"), IsOkAndHolds(Optional(2)));
}

TEST_F(MigrationTest, AChangedFileIsRefusedBeforeAnythingChanges) {
  ASSERT_OK(Apply({kFirst}));
  Migration changed = kFirst;
  changed.sql = "CREATE TABLE IF NOT EXISTS a (id BIGINT PRIMARY KEY)";
  EXPECT_THAT(Apply({changed, kSecond}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Check({changed}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_EQ(Tables(), 1);
}

TEST_F(MigrationTest, AFileThatTheProgramLacksIsRefused) {
  ASSERT_OK(Apply({kFirst, kSecond}));
  EXPECT_THAT(Apply({kFirst}), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("0002")));
  EXPECT_THAT(Check({kFirst}), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(MigrationTest, AFileBeforeAnAppliedOneIsRefused) {
  ASSERT_OK(Apply({kFirst, kThird}));
  EXPECT_THAT(Apply({kFirst, kSecond, kThird}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Apply({kThird, kFirst}), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_EQ(Tables(), 2);
}

TEST_F(MigrationTest, AFailedFileIsNotRecordedAndCanBeRepaired) {
  Migration broken = kSecond;
  broken.sql = "CREATE TABLE b (";
  EXPECT_THAT(Apply({kFirst, broken}), StatusIs(StatusCode::kInternal, HasSubstr("0002")));
  EXPECT_EQ(Tables(), 1);
  EXPECT_OK(Apply({kFirst, kSecond}));
  EXPECT_EQ(Tables(), 2);
}

TEST_F(MigrationTest, AnAlterationWhoseRecordWasLostIsRunAgain) {
  const std::vector<Migration> altered = {
      kFirst,
      {2, "0002_alter_a", "ALTER TABLE a ADD COLUMN c INT NOT NULL DEFAULT 0"},
      {3, "0003_index_a", "ALTER TABLE a ADD KEY a_by_c (c)"},
      {4, "0004_prune_a", "ALTER TABLE a DROP KEY a_by_c"}};
  ASSERT_OK(Apply(altered));
  ASSERT_OK(Run("DELETE FROM migration WHERE number > 1"));
  EXPECT_OK(Apply(altered));
  EXPECT_OK(Check(altered));
}

TEST_F(MigrationTest, AnAlterationThatItsRowsContradictFails) {
  ASSERT_OK(
      Apply({kFirst, {2, "0002_alter_a", "ALTER TABLE a ADD COLUMN c INT NOT NULL DEFAULT 0"}}));
  ASSERT_OK(Run("INSERT INTO a (id) VALUES (1), (2)"));
  EXPECT_THAT(Apply({kFirst,
                     {2, "0002_alter_a", "ALTER TABLE a ADD COLUMN c INT NOT NULL DEFAULT 0"},
                     {3, "0003_index_a", "ALTER TABLE a ADD UNIQUE KEY a_by_c (c)"}}),
              StatusIs(StatusCode::kAlreadyExists, HasSubstr("0003")));
}

TEST_F(MigrationTest, ManyProcessesMayMigrateAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] { EXPECT_OK(Apply({kFirst, kSecond, kThird})); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_OK(Check({kFirst, kSecond, kThird}));
}

}  // namespace
}  // namespace hecha::db
