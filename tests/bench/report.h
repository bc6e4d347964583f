// What a bench found, in the one shape of all of them: a table for people, or one JSON object,
// whose members are the names given here. Whatever is judged makes the bench fail if it misses its
// bound.
//
// Not safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/measurement.h"

namespace hecha::bench {

class Report {
 public:
  explicit Report(std::string_view bench);

  // How it was measured: "connections", 64.
  void Condition(std::string_view name, double value);
  // A line of its own above what follows; not in the JSON.
  void Heading(std::string_view title);
  // How often a second, and how long each took. Nothing acknowledged makes the bench fail: it has
  // measured nothing.
  void Rate(std::string_view name, std::string_view title, const Measurement& measurement,
            double seconds);
  void Figure(std::string_view name, std::string_view title, double value, std::string_view unit);
  // A figure that must not be less, or more, than `bound`.
  void AtLeast(std::string_view name, std::string_view title, double value, double bound,
               std::string_view unit);
  void AtMost(std::string_view name, std::string_view title, double value, double bound,
              std::string_view unit);
  // Printed as it is; `json` is a JSON value.
  void Table(std::string_view name, std::string_view text, std::string_view json);

  bool passed() const { return passed_; }
  std::string Text() const;
  std::string Json() const;

 private:
  void Judge(std::string_view name, std::string_view title, double value, double bound,
             std::string_view unit, bool least);
  void Member(std::string_view name, std::string_view json);

  bool passed_ = true;
  std::vector<std::string> conditions_;
  std::vector<std::string> members_;
  std::vector<std::string> verdicts_;
  std::string text_;
};

// The ratio of two figures, 0 where there is nothing to compare with.
double Ratio(double ours, double limit);

// main() of a bench: reads the flags, lets it measure, and prints with or without --json. The exit
// status: 0 if everything was measured and within its bounds.
int Main(int argc, char** argv, std::string_view bench, absl::Status (*measure)(Report&));

}  // namespace hecha::bench
