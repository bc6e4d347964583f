// What a bench counts.
//
// Not safe for concurrent use: one a thread, merged afterwards.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hecha::bench {

using Clock = std::chrono::steady_clock;

class Measurement {
 public:
  void Acknowledge(Clock::duration took) {
    micros_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }
  // `why` comes from a small set: a status code, "connection lost".
  void Refuse(const std::string& why) { ++refused_[why]; }

  void Merge(const Measurement& other) {
    micros_.insert(micros_.end(), other.micros_.begin(), other.micros_.end());
    for (const auto& [why, count] : other.refused_) refused_[why] += count;
  }

  int64_t acknowledged() const { return static_cast<int64_t>(micros_.size()); }
  const std::map<std::string, int64_t>& refused() const { return refused_; }

  // The latency, in milliseconds, within which the share `quantile` was acknowledged; 0 if
  // nothing was.
  double Milliseconds(double quantile) const {
    if (micros_.empty()) return 0;
    std::vector<int64_t> sorted = micros_;
    const auto nth = sorted.begin() + static_cast<int64_t>(quantile * (sorted.size() - 1));
    std::nth_element(sorted.begin(), nth, sorted.end());
    return static_cast<double>(*nth) / 1000;
  }

 private:
  std::vector<int64_t> micros_;
  std::map<std::string, int64_t> refused_;
};

}  // namespace hecha::bench
