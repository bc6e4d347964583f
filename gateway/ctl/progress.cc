#include "gateway/ctl/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/time/clock.h"

namespace hecha::ctl {
namespace {

constexpr int kWidth = 30;
constexpr absl::Duration kBarEvery = absl::Milliseconds(100);
constexpr absl::Duration kLineEvery = absl::Seconds(2);
constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

Progress::Progress(int64_t total)
    : total_(std::max<int64_t>(total, 1)), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!bar_.empty()) fmt::print(stderr, "\n");
}

void Progress::Update(int64_t done, std::string_view note) {
  const absl::Time now = absl::Now();
  if (done < total_ && now - shown_ < (terminal_ ? kBarEvery : kLineEvery)) return;
  shown_ = now;
  const int64_t percent = std::min<int64_t>(100 * done / total_, 100);
  if (!terminal_) {
    fmt::print(stderr, "{:3}% {}\n", percent, note);
    return;
  }
  const int filled = static_cast<int>(kWidth * percent / 100);
  bar_ = fmt::format("[{:#<{}}{:.<{}}] {:3}% {}", "", filled, "", kWidth - filled, percent, note);
  fmt::print(stderr, "{}{}", kClearLine, bar_);
}

void Progress::Say(std::string_view line) {
  if (bar_.empty()) {
    fmt::print(stderr, "{}\n", line);
  } else {
    fmt::print(stderr, "{}{}\n{}", kClearLine, line, bar_);
  }
}

}  // namespace hecha::ctl
