// Whether two calls cost alike: what a stranger could learn with a clock.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace hecha {

// Compares medians of interleaved samples, so that whatever else the machine does falls on both
// sides alike: over `pairs` of them the difference must drown in the spread of the samples
// themselves.
inline void ExpectEqualCost(int pairs, absl::FunctionRef<void()> hit,
                            absl::FunctionRef<void()> miss) {
  const auto time = [](absl::FunctionRef<void()> call) {
    const absl::Time begin = absl::Now();
    call();
    return absl::ToDoubleMicroseconds(absl::Now() - begin);
  };
  std::vector<double> hits, misses;
  for (int i = 0; i < pairs; ++i) {
    const bool hit_first = i % 2 == 0;
    const double first = time(hit_first ? hit : miss);
    const double second = time(hit_first ? miss : hit);
    hits.push_back(hit_first ? first : second);
    misses.push_back(hit_first ? second : first);
  }
  std::sort(hits.begin(), hits.end());
  std::sort(misses.begin(), misses.end());
  const size_t half = hits.size() / 2;
  const double spread =
      (hits[half * 3 / 2] - hits[half / 2] + misses[half * 3 / 2] - misses[half / 2]) / 2;
  EXPECT_LT(std::abs(hits[half] - misses[half]), std::max(spread, hits[half] * 0.15))
      << "hit " << hits[half] << " µs, miss " << misses[half] << " µs, spread " << spread << " µs";
}

}  // namespace hecha
