// The parts of a process that need no database: settings, repeating work, the watchdog.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/base/clock.h"
#include "services/common/host/disk_guard.h"
#include "services/common/host/periodic.h"
#include "services/common/host/settings.h"
#include "services/common/host/watchdog.h"

namespace hecha::host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// Flags are the process's own: each reading leaves them as it found them.
absl::StatusOr<Settings> Read(std::vector<std::string> words) {
  const absl::FlagSaver saver;
  words.insert(words.begin(), "hecha-intake");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return ReadSettings(static_cast<int>(argv.size()), argv.data(), "intake");
}

TEST(SettingsTest, SchemaAndUserAreNamedAfterTheService) {
  const absl::StatusOr<Settings> settings = Read({"serve"});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->command, "serve");
  EXPECT_EQ(settings->database.schema, "hecha_intake");
  EXPECT_EQ(settings->database.user, "hecha_intake");
  EXPECT_LT(settings->Threads(), settings->database.pool_size);
}

TEST(SettingsTest, CommandKeepsItsArguments) {
  const absl::StatusOr<Settings> settings = Read({"parked", "retry", "7", "--pool_size=4"});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->command, "parked");
  EXPECT_THAT(settings->arguments, ElementsAre("retry", "7"));
  EXPECT_EQ(settings->database.pool_size, 4);
}

TEST(SettingsTest, NoCommandIsNoCommand) {
  const absl::StatusOr<Settings> settings = Read({});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->command, "");
  EXPECT_TRUE(settings->arguments.empty());
}

TEST(SettingsTest, PeersAreNamesWithAddresses) {
  const absl::StatusOr<Settings> settings =
      Read({"serve", "--peer=gateway=127.0.0.1:7000,supervision=unix:/run/s=1"});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(settings->peers,
              ElementsAre(Pair("gateway", "127.0.0.1:7000"), Pair("supervision", "unix:/run/s=1")));
  EXPECT_THAT(std::string(Read({"serve", "--peer=gateway"}).status().message()),
              HasSubstr("--peer"));
}

TEST(SettingsTest, PasswordIsTheFirstLineOfItsFile) {
  const std::string path = ::testing::TempDir() + "password";
  std::ofstream(path) << "s3cret\n";
  EXPECT_EQ(Read({"serve", "--db_password_file=" + path})->database.password, "s3cret");
  EXPECT_TRUE(absl::IsNotFound(Read({"serve", "--db_password_file=/nowhere"}).status()));
}

TEST(SettingsTest, HalfOfTlsIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(Read({"serve", "--tls_ca=ca.pem"}).status()));
  const absl::StatusOr<Settings> whole =
      Read({"serve", "--tls_ca=ca.pem", "--tls_cert=c.pem", "--tls_key=k.pem"});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->tls->key, "k.pem");
}

TEST(ClockTest, OffsetMovesThePresentOnly) {
  ManualClock base(absl::FromUnixSeconds(1'555'200'000));
  const OffsetClock clock(base, absl::Hours(72));
  EXPECT_EQ(clock.Now() - base.Now(), absl::Hours(72));
  base.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now() - base.Now(), absl::Hours(72));
}

TEST(DiskReserveTest, IsATenthOfASmallDiskAndAFewGigabytesOfALargeOne) {
  constexpr uint64_t kGigabyte = uint64_t{1} << 30;
  const DiskReserve reserve;
  EXPECT_TRUE(reserve.Broken(kGigabyte - 1, 10 * kGigabyte));
  EXPECT_FALSE(reserve.Broken(kGigabyte, 10 * kGigabyte));
  EXPECT_TRUE(reserve.Broken(3 * kGigabyte, 1000 * kGigabyte));
  EXPECT_FALSE(reserve.Broken(4 * kGigabyte, 1000 * kGigabyte));
  EXPECT_TRUE(reserve.Broken(0, kGigabyte));
}

TEST(PeriodicTest, RepeatsUntilStoppedAndNeverAfter) {
  Periodic periodic;
  std::atomic<int> runs = 0;
  absl::Notification third;
  periodic.Add("counter", absl::Milliseconds(1), [&] {
    if (++runs == 3) third.Notify();
  });
  EXPECT_EQ(runs, 0);
  periodic.Start();
  third.WaitForNotification();
  periodic.Stop();
  const int at_stop = runs;
  absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(runs, at_stop);
}

TEST(PeriodicTest, StopDoesNotWaitForThePeriod) {
  Periodic periodic;
  absl::Notification first;
  periodic.Add("rare", absl::Hours(24), [&] { first.Notify(); });
  periodic.Start();
  first.WaitForNotification();
  periodic.Stop();
}

TEST(PeriodicTest, WorkAddedLateStartsToo) {
  Periodic periodic;
  absl::Notification ran;
  periodic.Start();
  periodic.Add("late", absl::Hours(24), [&] { ran.Notify(); });
  ran.WaitForNotification();
}

TEST(WatchdogDeathTest, EndsAProcessThatHangs) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        Watchdog watchdog(absl::Milliseconds(10));
        absl::SleepFor(absl::InfiniteDuration());
      },
      ::testing::ExitedWithCode(1), "shutdown hangs");
}

TEST(WatchdogTest, LeavesAProcessThatEndsInTimeAlone) { Watchdog watchdog(absl::Hours(1)); }

}  // namespace
}  // namespace hecha::host
