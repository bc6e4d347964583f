// Whether two calls cost alike: what a stranger could learn with a clock.
//
// An equivalence test. That no difference was seen proves nothing, so what has to be shown is that
// the difference is small: the 99 % confidence interval of the median difference of pairs, by
// bootstrap, must lie within kAlike of what the calls cost. Pairs are taken one right after the
// other in either order, so that whatever else the machine does falls on both sides alike; more are
// taken until the interval is narrow enough to tell.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace hecha {

// Of a difference in microseconds between two calls that cost `median`.
struct CostDifference {
  // As a share of the cost.
  static constexpr double kAlike = 0.03;
  // Less than this, a network swallows.
  static constexpr double kNoticed = 10;

  double alike_within = kAlike;
  double median = 0;
  double low = 0;
  double high = 0;
  size_t pairs = 0;

  double bound() const { return std::max(alike_within * median, kNoticed); }
  // Shown to be alike; shown to be not; neither, where more pairs are needed.
  bool alike() const { return -bound() < low && high < bound(); }
  bool unlike() const { return low > bound() || high < -bound(); }

  std::string ToString() const {
    return fmt::format("difference {:.1f} to {:.1f} µs of {:.0f} µs, bound {:.1f} µs, {} pairs",
                       low, high, median, bound(), pairs);
  }
};

inline double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The 99 % confidence interval of the median of `differences`.
inline CostDifference Bootstrap(const std::vector<double>& differences,
                                const std::vector<double>& costs) {
  constexpr int kResamples = 400;
  std::mt19937 random(20190415);
  std::uniform_int_distribution<size_t> any(0, differences.size() - 1);
  std::vector<double> medians;
  std::vector<double> resample(differences.size());
  for (int i = 0; i < kResamples; ++i) {
    for (double& value : resample) value = differences[any(random)];
    medians.push_back(MedianOf(resample));
  }
  std::sort(medians.begin(), medians.end());
  return {CostDifference::kAlike, MedianOf(costs), medians[kResamples / 200],
          medians[kResamples - 1 - kResamples / 200], differences.size()};
}

// Takes pairs of calls until they are shown to be alike or not, `most` at most.
inline CostDifference CompareCosts(absl::FunctionRef<void()> hit, absl::FunctionRef<void()> miss,
                                   size_t most = 8000,
                                   double alike_within = CostDifference::kAlike) {
  constexpr size_t kStep = 250;
  const auto time = [](absl::FunctionRef<void()> call) {
    const absl::Time begin = absl::Now();
    call();
    return absl::ToDoubleMicroseconds(absl::Now() - begin);
  };
  std::vector<double> differences, costs;
  CostDifference found;
  while (differences.size() < most && !found.unlike() && (found.pairs == 0 || !found.alike())) {
    for (size_t i = 0; i < kStep; ++i) {
      const bool hit_first = i % 2 == 0;
      const double first = time(hit_first ? hit : miss);
      const double second = time(hit_first ? miss : hit);
      differences.push_back(hit_first ? first - second : second - first);
      costs.insert(costs.end(), {first, second});
    }
    found = Bootstrap(differences, costs);
    found.alike_within = alike_within;
  }
  return found;
}

inline void ExpectEqualCost(absl::FunctionRef<void()> hit, absl::FunctionRef<void()> miss,
                            size_t most = 8000, double alike_within = CostDifference::kAlike) {
  // What a sanitizer adds to either, nobody pays.
  if (std::getenv("HECHA_SANITIZE") != nullptr) GTEST_SKIP() << "costs are not those of use";
  const CostDifference found = CompareCosts(hit, miss, most, alike_within);
  EXPECT_TRUE(found.alike()) << found.ToString();
}

}  // namespace hecha
