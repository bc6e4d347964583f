// The lane without a database: what is committed together, who waits for whom, and that nobody
// pays for another's fault. A commit that a test holds back stands for a slow disk.
#include "services/common/events/lane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "tests/testing/status_matchers.h"

namespace hecha::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LaneTest : public ::testing::Test {
 protected:
  using Batch = std::vector<std::string>;

  // Starts a lane that commits one batch at a time, whose first commit, of the item "first", waits
  // for Release.
  void Hold(LaneOptions options = {}) {
    options.committers = 1;
    lane_.emplace([this](auto batch, absl::Time deadline) { return Commit(batch, deadline); },
                  options);
    EXPECT_OK(Submit("first"));
    entered_.WaitForNotification();
  }

  absl::Status Submit(const std::string& name, LaneTicket ticket = {}) {
    {
      absl::MutexLock lock(&mutex_);
      ++submitted_;
    }
    absl::Status queued = lane_->Submit(std::move(ticket), name,
                                        [this](const absl::Status& outcome, std::string& item) {
                                          absl::MutexLock lock(&mutex_);
                                          EXPECT_TRUE(outcomes_.emplace(item, outcome).second);
                                        });
    if (queued.ok()) return queued;
    absl::MutexLock lock(&mutex_);
    --submitted_;
    return queued;
  }

  void Release() { released_.Notify(); }

  // The outcomes, once each item has one.
  std::map<std::string, absl::Status> Outcomes() {
    absl::MutexLock lock(&mutex_);
    auto answered = [this] { return outcomes_.size() == submitted_; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&answered), absl::Seconds(30)));
    return outcomes_;
  }

  // The batches after the first.
  std::vector<Batch> Batches() {
    absl::MutexLock lock(&mutex_);
    return batches_;
  }

  void Refuse(const std::string& item, absl::Status status) {
    absl::MutexLock lock(&mutex_);
    refused_[item] = std::move(status);
  }

  std::vector<absl::Time> deadlines_;

 private:
  absl::Status Commit(std::span<std::string* const> batch, absl::Time deadline) {
    if (!entered_.HasBeenNotified()) {
      entered_.Notify();
      released_.WaitForNotification();
      return absl::OkStatus();
    }
    absl::MutexLock lock(&mutex_);
    deadlines_.push_back(deadline);
    batches_.emplace_back();
    for (const std::string* item : batch) batches_.back().push_back(*item);
    for (const std::string* item : batch)
      if (refused_.contains(*item)) return refused_[*item];
    return absl::OkStatus();
  }

  absl::Notification entered_;
  absl::Notification released_;
  absl::Mutex mutex_;
  size_t submitted_ = 0;
  std::map<std::string, absl::Status> outcomes_;
  std::vector<Batch> batches_;
  std::map<std::string, absl::Status> refused_;
  std::optional<Lane<std::string>> lane_;
};

TEST_F(LaneTest, LoneItemsAreCommittedWithoutWaitingForOthers) {
  int commits = 0;
  Lane<int> lane([&](auto, absl::Time) {
    ++commits;
    return absl::OkStatus();
  });
  for (int i = 1; i <= 3; ++i) {
    absl::Notification done;
    ASSERT_OK(lane.Submit({}, i, [&](const absl::Status&, int&) { done.Notify(); }));
    // Nothing else comes that could fill a batch.
    ASSERT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(30)));
    EXPECT_EQ(commits, i);
  }
}

TEST_F(LaneTest, WhatWaitsWhileABatchCommitsIsTheNextBatch) {
  Hold();
  for (const char* name : {"a", "b", "c"}) ASSERT_OK(Submit(name));
  EXPECT_THAT(Batches(), IsEmpty());
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(4));
  EXPECT_THAT(Batches(), ElementsAre(ElementsAre("a", "b", "c")));
}

TEST_F(LaneTest, TwoBatchesAreUnderWayAndShareWhatWaits) {
  absl::Mutex mutex;
  std::set<int> held = {1, 2};
  std::vector<size_t> batches;
  std::array<absl::Notification, 3> entered;
  absl::BlockingCounter answers(12);
  Lane<int> lane([&](std::span<int* const> batch, absl::Time) {
    const int first = *batch.front();
    if (first <= 2) entered[first].Notify();
    absl::MutexLock lock(&mutex);
    if (first > 2) batches.push_back(batch.size());
    auto let_go = [&] { return !held.contains(first); };
    mutex.Await(absl::Condition(&let_go));
    return absl::OkStatus();
  });
  const auto submit = [&](int item) {
    ASSERT_OK(lane.Submit({}, item, [&](const absl::Status&, int&) { answers.DecrementCount(); }));
  };
  for (int item : {1, 2}) {
    submit(item);
    entered[item].WaitForNotification();
  }
  for (int item = 3; item <= 12; ++item) submit(item);
  const auto release = [&](int item) {
    absl::MutexLock lock(&mutex);
    held.erase(item);
  };
  release(1);
  {
    absl::MutexLock lock(&mutex);
    auto three = [&] { return batches.size() == 3; };
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&three), absl::Seconds(30)));
    // The half of eleven in round numbers, then so few that they go at once: 2 is under way still.
    EXPECT_THAT(batches, ElementsAre(4, 4, 2));
  }
  release(2);
  answers.Wait();
}

TEST_F(LaneTest, BatchEndsAtItsNumberAndAtItsBytes) {
  Hold({.batch = 3, .batch_bytes = 100});
  for (const char* name : {"a", "b", "c", "d"}) ASSERT_OK(Submit(name));
  ASSERT_OK(Submit("large", {.bytes = 101}));
  ASSERT_OK(Submit("e"));
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(7));
  EXPECT_THAT(Batches(), ElementsAre(ElementsAre("a", "b", "c"), ElementsAre("d"),
                                     ElementsAre("large"), ElementsAre("e")));
}

TEST_F(LaneTest, BadItemFailsAlone) {
  Hold();
  Refuse("bad", absl::InvalidArgumentError("bad"));
  for (const char* name : {"a", "bad", "c"}) ASSERT_OK(Submit(name));
  Release();
  std::map<std::string, absl::Status> outcomes = Outcomes();
  EXPECT_OK(outcomes["a"]);
  EXPECT_THAT(outcomes["bad"], StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_OK(outcomes["c"]);
  EXPECT_THAT(Batches(),
              ElementsAre(ElementsAre("a", "bad", "c"), ElementsAre("a"), ElementsAre("bad", "c"),
                          ElementsAre("bad"), ElementsAre("c")));
}

TEST_F(LaneTest, BadItemIsFoundInAFewCommits) {
  Hold();
  Refuse("64", absl::InternalError("the database refused a statement"));
  for (int i = 0; i < 128; ++i) ASSERT_OK(Submit(std::to_string(i)));
  Release();
  const std::map<std::string, absl::Status> outcomes = Outcomes();
  for (const auto& [name, outcome] : outcomes) EXPECT_EQ(outcome.ok(), name != "64") << name;
  // All of them; and both halves at each of seven steps.
  EXPECT_THAT(Batches(), SizeIs(1 + 2 * 7));
}

class LaneOutageTest : public LaneTest, public ::testing::WithParamInterface<absl::StatusCode> {};

TEST_P(LaneOutageTest, WhatIsNoItemsFaultIsToldToAllAtOnce) {
  Hold();
  Refuse("a", absl::Status(GetParam(), ""));
  for (const char* name : {"a", "b", "c"}) ASSERT_OK(Submit(name));
  Release();
  std::map<std::string, absl::Status> outcomes = Outcomes();
  for (const char* name : {"a", "b", "c"}) EXPECT_THAT(outcomes[name], StatusIs(GetParam()));
  EXPECT_THAT(Batches(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(All, LaneOutageTest,
                         ::testing::Values(absl::StatusCode::kUnavailable,
                                           absl::StatusCode::kResourceExhausted,
                                           absl::StatusCode::kDeadlineExceeded));

TEST_F(LaneTest, FullQueueRefusesAtOnceAndLeavesRoomToOthers) {
  Hold({.queue_limit = 2, .limit = 3});
  ASSERT_OK(Submit("a", {.queue = "flood"}));
  ASSERT_OK(Submit("b", {.queue = "flood"}));
  EXPECT_THAT(Submit("c", {.queue = "flood"}), StatusIs(absl::StatusCode::kResourceExhausted));
  ASSERT_OK(Submit("d", {.queue = "calm"}));
  EXPECT_THAT(Submit("e", {.queue = "calm"}), StatusIs(absl::StatusCode::kResourceExhausted));
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(4));
}

TEST_F(LaneTest, WaitingBytesAreBounded) {
  Hold({.limit_bytes = 100});
  ASSERT_OK(Submit("a", {.bytes = 60}));
  EXPECT_THAT(Submit("b", {.bytes = 60}), StatusIs(absl::StatusCode::kResourceExhausted));
  ASSERT_OK(Submit("c", {.bytes = 40}));
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(3));
  EXPECT_OK(Submit("b", {.bytes = 60}));
  EXPECT_THAT(Outcomes(), SizeIs(4));
}

TEST_F(LaneTest, FloodInOneQueueDoesNotDelayAnother) {
  Hold({.batch = 4});
  for (int i = 0; i < 50; ++i) ASSERT_OK(Submit("flood " + std::to_string(i), {.queue = "flood"}));
  ASSERT_OK(Submit("calm", {.queue = "calm"}));
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(52));
  EXPECT_THAT(Batches().front(), ::testing::Contains("calm"));
}

TEST_F(LaneTest, ExpiredAndAbandonedItemsAreDroppedUnrun) {
  Hold();
  ASSERT_OK(Submit("late", {.deadline = absl::Now()}));
  ASSERT_OK(Submit("gone", {.abandoned = [] { return true; }}));
  ASSERT_OK(Submit("kept", {.abandoned = [] { return false; }}));
  Release();
  std::map<std::string, absl::Status> outcomes = Outcomes();
  EXPECT_THAT(outcomes["late"], StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(outcomes["gone"], StatusIs(absl::StatusCode::kCancelled));
  EXPECT_OK(outcomes["kept"]);
  EXPECT_THAT(Batches(), ElementsAre(ElementsAre("kept")));
}

TEST_F(LaneTest, BatchHasTheTimeOfItsMostPatientItem) {
  Hold();
  const absl::Time soon = absl::Now() + absl::Minutes(1);
  const absl::Time later = soon + absl::Minutes(1);
  ASSERT_OK(Submit("patient", {.deadline = later}));
  ASSERT_OK(Submit("other", {.deadline = soon}));
  Release();
  EXPECT_THAT(Outcomes(), SizeIs(3));
  EXPECT_THAT(deadlines_, ElementsAre(later));
}

TEST_F(LaneTest, SlowAnswerDoesNotDelayTheNextCommit) {
  absl::Notification second_committed;
  Lane<int> lane([&](std::span<int* const> batch, absl::Time) {
    if (*batch.front() == 2) second_committed.Notify();
    return absl::OkStatus();
  });
  absl::Notification answering;
  ASSERT_OK(lane.Submit({}, 1, [&](const absl::Status&, int&) {
    answering.Notify();
    EXPECT_TRUE(second_committed.WaitForNotificationWithTimeout(absl::Seconds(30)));
  }));
  answering.WaitForNotification();
  ASSERT_OK(lane.Submit({}, 2, [](const absl::Status&, int&) {}));
}

TEST_F(LaneTest, EndOfTheLaneCommitsWhatWaits) {
  std::set<int> committed;
  int answered = 0;
  absl::Mutex mutex;
  {
    Lane<int> lane([&](std::span<int* const> batch, absl::Time) {
      absl::MutexLock lock(&mutex);
      for (const int* item : batch) committed.insert(*item);
      return absl::OkStatus();
    });
    for (int i = 0; i < 1000; ++i)
      ASSERT_OK(lane.Submit({}, i, [&](const absl::Status&, int&) {
        absl::MutexLock lock(&mutex);
        ++answered;
      }));
  }
  EXPECT_THAT(committed, SizeIs(1000));
  EXPECT_EQ(answered, 1000);
}

TEST_F(LaneTest, ManyThreadsEachGetTheirOwnAnswerOnce) {
  std::atomic<int> committed = 0;
  Lane<int> lane([&](std::span<int* const> batch, absl::Time) -> absl::Status {
    for (const int* item : batch)
      if (*item % 97 == 0) return absl::InvalidArgumentError("bad");
    committed += static_cast<int>(batch.size());
    return absl::OkStatus();
  });
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  absl::BlockingCounter answers(kThreads * kEach);
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_OK(lane.Submit({.queue = std::to_string(t)}, t * kEach + i,
                              [&](const absl::Status& outcome, int& item) {
                                EXPECT_EQ(outcome.ok(), item % 97 != 0);
                                if (!outcome.ok()) ++refused;
                                answers.DecrementCount();
                              }));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  answers.Wait();
  EXPECT_EQ(committed + refused, kThreads * kEach);
  EXPECT_EQ(refused, 17);  // 0, 97, …, 1552
}

}  // namespace
}  // namespace hecha::events
