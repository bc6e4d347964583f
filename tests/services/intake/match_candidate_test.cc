// Looking up candidates on a real database: each kind has its quota, and what a crowd shares costs
// no more than what few share.
#include "services/intake/match_candidate_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/intake/match_index_store.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}
namespace hecha::intake {
extern const db::MigrationSet kMigrations;

namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr int kCrowd = MatchCandidateStore::kCrowd;

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

LeadId Lead(int number) {
  std::string bytes(16, '\0');
  for (int i = 0; i < 4; ++i) bytes[15 - i] = static_cast<char>(number >> (8 * i));
  return {*Uuid::FromBytes(bytes)};
}

// Features `first` to `first + count - 1`.
std::vector<int64_t> Numbers(int64_t first, int count) {
  std::vector<int64_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(first + i);
  return numbers;
}

class MatchCandidateTest : public testing::Test {
 protected:
  void Add(int lead, const MatchFeatures& features) {
    const LeadFeatures indexed = {Lead(lead), features};
    ASSERT_OK(database_->Transact(Soon(), [&](db::Transaction& transaction) {
      return MatchIndexStore().AddAll(transaction, {&indexed, 1});
    }));
  }

  std::vector<LeadId> Find(int lead, const MatchFeatures& features) {
    return database_
        ->Read(Soon(),
               [&](db::Transaction& transaction) {
                 const LeadFeatures wanted = {Lead(lead), features};
                 return MatchCandidateStore().FindAll(transaction, {&wanted, 1});
               })
        .value()
        .front();
  }

  // How many entries of the index the statements of `work` read.
  template <class Work>
  int64_t EntriesRead(Work work) {
    const auto read = [&] {
      int64_t sum = 0;
      EXPECT_OK(database_->Read(Soon(), [&](db::Transaction& transaction) {
        return transaction.Query(
            "SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.global_status "
            "WHERE "
            "variable_name IN ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_KEY')",
            [&](const db::Row& row) { sum = row.Int(0); });
      }));
      return sum;
    };
    const int64_t before = read();
    work();
    return read() - before;
  }

  std::unique_ptr<db::Database> database_ =
      MariaDb::Shared().Open({events::kMigrations, security::kMigrations, intake::kMigrations});
};

TEST_F(MatchCandidateTest, ForgottenLeadIsFoundByNothing) {
  const MatchFeatures many{
      .bands = Numbers(1000, 42), .entities = Numbers(5000, 80), .anchors = Numbers(9000, 128)};
  Add(1, many);
  Add(2, many);
  ASSERT_OK(database_->Transact(Soon(), [](db::Transaction& transaction) {
    return MatchIndexStore().Forget(transaction, Lead(1));
  }));
  EXPECT_THAT(Find(3, many), testing::ElementsAre(Lead(2)));
  for (int64_t feature : {1000, 1041, 5000, 5079, 9000, 9127})
    EXPECT_THAT(Find(3, {.bands = {feature}, .entities = {}}), testing::ElementsAre(Lead(2)));
}

TEST_F(MatchCandidateTest, CopiesDoNotPushOutWhoNamesTheSame) {
  const MatchFeatures copy{.bands = Numbers(1000, 42), .entities = {}};
  for (int lead = 1; lead <= 100; ++lead) Add(lead, copy);
  Add(200, {.bands = Numbers(5000, 42), .entities = {7}});
  const std::vector<LeadId> found = Find(300, {.bands = Numbers(1000, 42), .entities = {7}});
  EXPECT_THAT(found, SizeIs(MatchCandidateStore::kByText + 1));
  EXPECT_THAT(found, Contains(Lead(200)));
}

TEST_F(MatchCandidateTest, NumberOfAHotlineNamesNobody) {
  for (int lead = 1; lead <= kCrowd + 1; ++lead)
    Add(lead, {.bands = {}, .entities = {7, 100 + lead}});
  EXPECT_THAT(Find(1000, {.bands = {}, .entities = {7}}), IsEmpty());
  EXPECT_THAT(Find(1000, {.bands = {}, .entities = {7, 105}}), testing::ElementsAre(Lead(5)));
}

TEST_F(MatchCandidateTest, OneOfThousandsOfCopiesIsFoundAmongTheNewest) {
  const MatchFeatures copy{.bands = Numbers(1000, 42), .entities = {}};
  for (int lead = 1; lead <= kCrowd + 50; ++lead) Add(lead, copy);
  const std::vector<LeadId> found = Find(9000, copy);
  EXPECT_THAT(found, SizeIs(MatchCandidateStore::kOfCrowd));
  EXPECT_THAT(found, Contains(Lead(kCrowd + 50)));
  EXPECT_THAT(Find(kCrowd + 50, copy), Not(Contains(Lead(kCrowd + 50)))) << "not itself";
}

TEST_F(MatchCandidateTest, WhatACrowdSharesCostsNoMoreThanItsBound) {
  const MatchFeatures copy{.bands = Numbers(1000, 2), .entities = {7}};
  const auto cost = [&] { return EntriesRead([&] { Find(90'000, copy); }); };
  for (int lead = 1; lead <= 2 * kCrowd; ++lead) Add(lead, copy);
  const int64_t at_400 = cost();
  for (int lead = 2 * kCrowd + 1; lead <= 10 * kCrowd; ++lead) Add(lead, copy);
  // Five times the leads: were each of them read, five times the entries would be.
  EXPECT_LT(cost(), at_400 + at_400 / 4);
}

}  // namespace
}  // namespace hecha::intake
