// The door of public calls: open in quiet times, work in a flood, a quota for each address, and
// memory that no flood can fill.
#include "gateway/proxy/gatekeeper.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/testing/status_matchers.h"

namespace hecha::proxy {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'290'000);
constexpr char kBody[] = R"({"title":"一"})";

class GatekeeperTest : public testing::Test {
 protected:
  // So many calls found no place.
  void Flood(int calls = 60) {
    for (int i = 0; i < calls; ++i) (void)gatekeeper_.TurnAway(/*works=*/true);
  }

  std::string Solved() {
    const Challenge challenge = gatekeeper_.Issue();
    return Solve(challenge.text, challenge.difficulty, kBody).ToString();
  }

  ManualClock clock_{kNow};
  Gatekeeper gatekeeper_{std::string(32, 'k'), clock_};
};

TEST_F(GatekeeperTest, QuietTimesAskNothingOfAnyone) {
  for (int i = 0; i < 1000; ++i) EXPECT_OK(gatekeeper_.Admit("127.0.0.1"));
  EXPECT_EQ(gatekeeper_.Issue().difficulty, 0);
  EXPECT_EQ(gatekeeper_.Issue().text, "");
}

TEST_F(GatekeeperTest, FewRefusalsAreNoFlood) {
  for (int i = 0; i < 40; ++i)
    EXPECT_THAT(gatekeeper_.TurnAway(/*works=*/true), RefusedBy("OVERLOADED"));
}

TEST_F(GatekeeperTest, CrowdMustWorkAndWorkIsKnown) {
  Flood();
  EXPECT_THAT(gatekeeper_.TurnAway(/*works=*/true), RefusedBy("PROOF_OF_WORK_REQUIRED"));
  EXPECT_TRUE(gatekeeper_.Proves(Solved(), kBody));
  EXPECT_FALSE(gatekeeper_.Proves("", kBody));
  EXPECT_FALSE(gatekeeper_.Proves("no proof", kBody));
}

TEST_F(GatekeeperTest, ProofServesOnceAndForItsBody) {
  Flood();
  const std::string proof = Solved();
  EXPECT_FALSE(gatekeeper_.Proves(proof, "another body"));
  EXPECT_TRUE(gatekeeper_.Proves(proof, kBody));
  EXPECT_FALSE(gatekeeper_.Proves(proof, kBody));
}

TEST_F(GatekeeperTest, WhereWorkDoesNotHelpNoneIsAskedFor) {
  Flood();
  EXPECT_THAT(gatekeeper_.TurnAway(/*works=*/false), RefusedBy("OVERLOADED"));
}

TEST_F(GatekeeperTest, WorkGrowsWithTheFloodUpToABoundAndEndsWithinSeconds) {
  Flood();
  const int moderate = gatekeeper_.Issue().difficulty;
  Flood(100'000);
  EXPECT_GT(gatekeeper_.Issue().difficulty, moderate);
  EXPECT_LE(gatekeeper_.Issue().difficulty, 20);
  clock_.Advance(absl::Seconds(4));
  EXPECT_EQ(gatekeeper_.Issue().difficulty, 0);
}

TEST_F(GatekeeperTest, ChallengeOfQuieterTimesBuysNothingInAFlood) {
  Flood();
  const std::string cheap = Solved();
  Flood(100'000);
  EXPECT_FALSE(gatekeeper_.Proves(cheap, kBody));
}

TEST(AddressQuotaTest, AddressSpendsItsBurstAndEarnsItBack) {
  AddressQuota quota(5, 10);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(quota.Take("192.0.2.1", kNow)) << i;
  EXPECT_FALSE(quota.Take("192.0.2.1", kNow));
  EXPECT_TRUE(quota.Take("192.0.2.2", kNow));
  EXPECT_TRUE(quota.Take("192.0.2.1", kNow + absl::Milliseconds(200)));
  EXPECT_FALSE(quota.Take("192.0.2.1", kNow + absl::Milliseconds(200)));
}

TEST(AddressQuotaTest, Ipv6NetworkIsOneAddressAndMappedIpv4IsItself) {
  AddressQuota quota(5, 1);
  EXPECT_TRUE(quota.Take("2001:db8::1", kNow));
  EXPECT_FALSE(quota.Take("2001:db8::ffff:2", kNow));
  EXPECT_TRUE(quota.Take("2001:db8:0:1::1", kNow));
  EXPECT_TRUE(quota.Take("192.0.2.1", kNow));
  EXPECT_FALSE(quota.Take("::ffff:192.0.2.1", kNow));
}

TEST(AddressQuotaTest, LoopbackHasNone) {
  AddressQuota quota(1, 1);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(quota.Take("127.0.0.1", kNow));
    EXPECT_TRUE(quota.Take("::1", kNow));
  }
}

TEST(AddressQuotaTest, MapIsBoundedAndMakesRoomOfWhatHasRefilled) {
  AddressQuota quota(5, 2);
  const auto address = [](size_t i) {
    return fmt::format("10.{}.{}.{}", i >> 16, i >> 8 & 255, i & 255);
  };
  for (size_t i = 0; i < AddressQuota::kMaxBuckets; ++i) quota.Take(address(i), kNow);
  // No room: it passes, however often.
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(quota.Take("192.0.2.1", kNow));
  const absl::Time later = kNow + absl::Seconds(1);
  EXPECT_TRUE(quota.Take("192.0.2.1", later));
  EXPECT_TRUE(quota.Take("192.0.2.1", later));
  EXPECT_FALSE(quota.Take("192.0.2.1", later));
}

TEST(UsedChallengesTest, IsRememberedForItsLifeAndNoLonger) {
  UsedChallenges used;
  EXPECT_TRUE(used.Use("a", kNow));
  EXPECT_FALSE(used.Use("a", kNow));
  EXPECT_FALSE(used.Use("a", kNow + Challenges::kLifetime - absl::Seconds(1)));
  EXPECT_FALSE(used.Use("a", kNow + Challenges::kLifetime));
  EXPECT_TRUE(used.Use("b", kNow + Challenges::kLifetime));
}

TEST(UsedChallengesTest, RefusesRatherThanForgets) {
  UsedChallenges used;
  for (size_t i = 0; i < UsedChallenges::kMost; ++i) ASSERT_TRUE(used.Use(std::to_string(i), kNow));
  EXPECT_FALSE(used.Use("one more", kNow));
  EXPECT_FALSE(used.Use("0", kNow));
}

}  // namespace
}  // namespace hecha::proxy
