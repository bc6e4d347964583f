// The measure by which a hit and a miss cost alike: it finds a difference of a twentieth, and finds
// none where there is none.
#include "tests/services/intake/equal_cost.h"

#include <gtest/gtest.h>

namespace hecha {
namespace {

// Works for `micros`, and now and then for much longer, as a call does that the machine delays.
void Spin(double micros, std::mt19937& random) {
  const double spread = std::exponential_distribution<double>(1)(random) * micros / 20;
  const absl::Time end = absl::Now() + absl::Microseconds(micros + spread);
  while (absl::Now() < end) {
  }
}

TEST(EqualCostTest, TheSameWorkIsAlike) {
  std::mt19937 random(1);
  const CostDifference found = CompareCosts([&] { Spin(400, random); }, [&] { Spin(400, random); });
  EXPECT_TRUE(found.alike()) << found.ToString();
}

TEST(EqualCostTest, ATwentiethMoreIsFound) {
  std::mt19937 random(1);
  for (const double share : {1.05, 0.95}) {
    const CostDifference found =
        CompareCosts([&] { Spin(400 * share, random); }, [&] { Spin(400, random); });
    EXPECT_FALSE(found.alike()) << found.ToString();
    EXPECT_TRUE(found.unlike()) << found.ToString();
  }
}

TEST(EqualCostTest, TooFewToTellAreNotCalledAlike) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> micros(100, 900);
  const auto erratic = [&] { Spin(micros(random), random); };
  EXPECT_FALSE(CompareCosts(erratic, erratic, /*most=*/250).alike());
}

}  // namespace
}  // namespace hecha
