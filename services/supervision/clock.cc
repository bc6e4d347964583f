#include "services/supervision/clock.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "services/common/base/state_table.h"

namespace hecha::supervision {
namespace {

// At which share of the clock each light comes on, after kNone.
constexpr std::array<double, 5> kShares = {0.5, 0.8, 1.0, 1.2, 1.5};

// From 16:00 to midnight.
constexpr absl::Duration kEvening = absl::Hours(8);

constexpr Wording kStateNames[] = {{"RUNNING", "运行"}, {"PAUSED", "暂停"}, {"STOPPED", "停止"}};
constexpr StateWords<ClockState> kStates{{"a clock", "时限"}, kStateNames};

}  // namespace

LeadClock LeadClock::Start(ClockId id, Assignment assignment, const ClockRule& rule,
                           absl::Time now) {
  LeadClock clock;
  clock.id = id;
  clock.started = now;
  clock.due = assignment.deadline.value_or(now + absl::Hours(24 * rule.days));
  // A list imported late may carry deadlines of the past; a unit still gets a day to answer.
  clock.due = std::max(clock.due, now + absl::Hours(24));
  clock.assignment = std::move(assignment);
  return clock;
}

LeadClock LeadClock::StartStep(ClockId id, Assignment assignment, const ClockStepRule& rule,
                               absl::Time now, const WorkingDays& calendar) {
  LeadClock clock;
  clock.id = id;
  clock.step = rule.step;
  clock.started = now;
  const absl::Time counted = now + kEvening;
  const absl::CivilDay day = absl::ToCivilDay(counted, ChinaTime());
  clock.due = rule.working_days == 0 && calendar.IsWorkingDay(day)
                  ? absl::FromCivil(day + 1, ChinaTime())
                  : calendar.After(counted, std::max(rule.working_days, 1));
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
  if (state != ClockState::kRunning) return kStates.Refuse(state, "暂停", "be paused");
  state = ClockState::kPaused;
  paused_at = now;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Resume(absl::Time now) {
  if (state != ClockState::kPaused) return kStates.Refuse(state, "恢复", "be resumed");
  // Two processes told of it, whose clocks may differ.
  const absl::Duration stood = std::max(now - *paused_at, absl::ZeroDuration());
  started += stood;
  due += stood;
  paused_at.reset();
  state = ClockState::kRunning;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Extend(int days) {
  if (state == ClockState::kStopped) return kStates.Refuse(state, "延期", "be extended");
  due += absl::Hours(24) * days;
  ++version;
  return absl::OkStatus();
}

absl::Status LeadClock::Stop() {
  if (state == ClockState::kStopped) return kStates.Refuse(state, "停止", "be stopped");
  state = ClockState::kStopped;
  paused_at.reset();
  ++version;
  return absl::OkStatus();
}

}  // namespace hecha::supervision
