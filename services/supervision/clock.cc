#include "services/supervision/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "services/common/base/refusal.h"

namespace hecha::supervision {
namespace {

// At which share of the clock each light comes on, after kNone.
constexpr std::array<double, 5> kShares = {0.5, 0.8, 1.0, 1.2, 1.5};

absl::Status RefuseClock(ClockState state, std::string_view verb_zh, std::string_view verb_en) {
  constexpr std::array<std::string_view, 3> kEnglish = {"RUNNING", "PAUSED", "STOPPED"};
  constexpr std::array<std::string_view, 3> kChinese = {"运行", "暂停", "停止"};
  const size_t index = static_cast<size_t>(state) - 1;
  return RefuseState("ILLEGAL_TRANSITION",
                     fmt::format("时限处于“{}”状态，不能{}", kChinese[index], verb_zh),
                     fmt::format("a clock that is {} cannot be {}", kEnglish[index], verb_en));
}

}  // namespace

LeadClock LeadClock::Start(ClockId id, Assignment assignment, const ClockRule& rule,
                           absl::Time now) {
  LeadClock clock;
  clock.id = id;
  clock.version = 1;
  clock.started = now;
  clock.due = assignment.deadline.value_or(now + absl::Hours(24 * rule.days));
  // A list imported late may carry deadlines of the past; a unit still gets a day to answer.
  clock.due = std::max(clock.due, now + absl::Hours(24));
  clock.assignment = std::move(assignment);
  return clock;
}

absl::Time LeadClock::NextChange() const {
  const size_t next = static_cast<size_t>(light) - 1;
  if (state != ClockState::kRunning || next >= kShares.size()) return absl::InfiniteFuture();
  return started + (due - started) * kShares[next];
}

bool LeadClock::Tick(absl::Time now) {
  if (now < NextChange()) return false;
  light = static_cast<Light>(static_cast<int>(light) + 1);
  ++version;
  return true;
}

absl::Status LeadClock::Pause(absl::Time now) {
  if (state != ClockState::kRunning) return RefuseClock(state, "暂停", "paused");
  state = ClockState::kPaused;
  paused_at = now;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Resume(absl::Time now) {
  if (state != ClockState::kPaused) return RefuseClock(state, "恢复", "resumed");
  const absl::Duration stood = now - *paused_at;
  started += stood;
  due += stood;
  paused_at.reset();
  state = ClockState::kRunning;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Extend(int days) {
  if (state == ClockState::kStopped) return RefuseClock(state, "延期", "extended");
  due += absl::Hours(24) * days;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Stop() {
  if (state == ClockState::kStopped) return RefuseClock(state, "停止", "stopped");
  state = ClockState::kStopped;
  paused_at.reset();
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::supervision
