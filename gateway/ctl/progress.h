// Shows how far a long command is: a bar on a terminal, a line now and then elsewhere.
//
// Used by one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace hecha::ctl {

class Progress {
 public:
  // `total` in the unit of Update's `done`; written to stderr.
  explicit Progress(int64_t total);
  // Ends the bar's line.
  ~Progress();

  // `note` stands beside the bar: "1,200 rows, 3 refused".
  void Update(int64_t done, std::string_view note);

  // Writes a line of its own, above the bar.
  void Say(std::string_view line);

 private:
  const int64_t total_;
  const bool terminal_;
  absl::Time shown_ = absl::InfinitePast();
  std::string bar_;
};

}  // namespace hecha::ctl
