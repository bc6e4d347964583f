// Lanes: bounds, fairness between them, and what happens to late work. Threads are held by
// notifications, so that no test depends on time.
#include "services/common/rpc/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace hecha::rpc {
namespace {

using options::v1::LANE_EVENTS;
using options::v1::LANE_PUBLIC;
using options::v1::LANE_READ;
using options::v1::LANE_UNSPECIFIED;
using options::v1::LANE_WRITE;

void Nothing() {}

// Work that holds its thread until it is released.
struct Hold {
  absl::Notification entered;
  absl::Notification released;

  std::function<void()> Work() {
    return [this] {
      entered.Notify();
      released.WaitForNotification();
    };
  }
};

TEST(ExecutorTest, FullLaneRefusesAndOthersGoOn) {
  telemetry::Metrics metrics;
  Hold hold;
  Executor executor({.threads = 1, .queue_per_lane = 2}, metrics);
  ASSERT_TRUE(executor.Submit(LANE_PUBLIC, absl::InfiniteFuture(), hold.Work(), Nothing).ok());
  hold.entered.WaitForNotification();
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(executor.Submit(LANE_PUBLIC, absl::InfiniteFuture(), Nothing, Nothing).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(
      executor.Submit(LANE_PUBLIC, absl::InfiniteFuture(), Nothing, Nothing)));
  EXPECT_TRUE(executor.Submit(LANE_WRITE, absl::InfiniteFuture(), Nothing, Nothing).ok());
  hold.released.Notify();
}

TEST(ExecutorTest, ThreadsTakeFromTheLanesInTurn) {
  telemetry::Metrics metrics;
  Hold hold;
  absl::Mutex mutex;
  std::string order;
  {
    Executor executor({.threads = 1}, metrics);
    ASSERT_TRUE(executor.Submit(LANE_EVENTS, absl::InfiniteFuture(), hold.Work(), Nothing).ok());
    hold.entered.WaitForNotification();
    const auto note = [&](char name) {
      return [&mutex, &order, name] {
        absl::MutexLock lock(&mutex);
        order += name;
      };
    };
    for (int i = 0; i < 3; ++i)
      ASSERT_TRUE(executor.Submit(LANE_PUBLIC, absl::InfiniteFuture(), note('p'), Nothing).ok());
    ASSERT_TRUE(executor.Submit(LANE_WRITE, absl::InfiniteFuture(), note('w'), Nothing).ok());
    ASSERT_TRUE(executor.Submit(LANE_READ, absl::InfiniteFuture(), note('r'), Nothing).ok());
    hold.released.Notify();
  }
  EXPECT_EQ(order, "rwppp");
}

TEST(ExecutorTest, SlowPublicWorkLeavesHalfOfTheThreads) {
  telemetry::Metrics metrics;
  std::deque<Hold> flood(8);
  absl::Notification written;
  Executor executor({.threads = 4}, metrics);
  for (Hold& hold : flood)
    ASSERT_TRUE(executor.Submit(LANE_PUBLIC, absl::InfiniteFuture(), hold.Work(), Nothing).ok());
  flood[0].entered.WaitForNotification();
  flood[1].entered.WaitForNotification();

  ASSERT_TRUE(executor
                  .Submit(
                      LANE_WRITE, absl::InfiniteFuture(), [&] { written.Notify(); }, Nothing)
                  .ok());

  written.WaitForNotification();
  EXPECT_FALSE(flood[2].entered.HasBeenNotified());
  for (Hold& hold : flood) hold.released.Notify();
}

TEST(ExecutorTest, LateWorkIsDroppedUnrun) {
  telemetry::Metrics metrics;
  bool ran = false;
  bool expired = false;
  {
    Executor executor({.threads = 1}, metrics);
    ASSERT_TRUE(executor
                    .Submit(
                        LANE_READ, absl::Now() - absl::Seconds(1), [&] { ran = true; },
                        [&] { expired = true; })
                    .ok());
  }
  EXPECT_FALSE(ran);
  EXPECT_TRUE(expired);
}

TEST(ExecutorTest, DestructionRunsWhatIsQueued) {
  telemetry::Metrics metrics;
  std::atomic<int> runs = 0;
  {
    Executor executor({.threads = 2}, metrics);
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(executor
                      .Submit(
                          LANE_EVENTS, absl::InfiniteFuture(), [&] { ++runs; }, Nothing)
                      .ok());
  }
  EXPECT_EQ(runs, 100);
}

TEST(ExecutorTest, ManySubmittersLoseNothing) {
  telemetry::Metrics metrics;
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  absl::BlockingCounter done(kThreads * kEach);
  Executor executor({.threads = 3, .queue_per_lane = kThreads * kEach}, metrics);
  std::vector<std::thread> submitters;
  for (int t = 0; t < kThreads; ++t) {
    submitters.emplace_back([&, t] {
      const options::v1::Lane lane = std::array{LANE_READ, LANE_WRITE, LANE_PUBLIC, LANE_EVENTS}[t];
      for (int i = 0; i < kEach; ++i)
        ASSERT_TRUE(executor
                        .Submit(
                            lane, absl::InfiniteFuture(), [&] { done.DecrementCount(); }, Nothing)
                        .ok());
    });
  }
  for (std::thread& submitter : submitters) submitter.join();
  done.Wait();
}

TEST(ExecutorTest, UnknownLaneIsAnError) {
  telemetry::Metrics metrics;
  Executor executor({.threads = 1}, metrics);
  EXPECT_EQ(executor.Submit(LANE_UNSPECIFIED, absl::InfiniteFuture(), Nothing, Nothing).code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace hecha::rpc
