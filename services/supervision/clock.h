// A Clock 时限 runs from the assignment of a lead to its closing, and before that for each step
// that the town's office owes it, and shows a light that tells how far it has run: 提醒 → 催办 →
// 黄牌 → 红牌 → 挂牌督办 (DOMAIN.md "Clocks").
//
// Not to be confused with hecha::Clock, which tells the time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/common/base/working_days.h"

namespace hecha::supervision {

// Numbers equal those of hecha.supervision.v1.
enum class Light : uint8_t { kNone = 1, kRemind, kUrge, kYellow, kRed, kListed };
enum class ClockState : uint8_t { kRunning = 1, kPaused, kStopped };
enum class ClockStep : uint8_t { kVerify = 1, kTriage, kAssign, kSeal };

struct LeadClock;
using ClockId = Id<LeadClock>;
using LeadId = Id<struct LeadTag>;

// How long a lead may take, by the instruction that it came with. Data with an effective date.
struct ClockRule {
  // Number of hecha.intake.v1.Instruction.
  int instruction = 0;
  int days = 0;
};

// How many working days the office has for a step, 0 for the same day. Data likewise.
struct ClockStepRule {
  ClockStep step = ClockStep::kTriage;
  int working_days = 0;
};

// What a clock is started for.
struct Assignment {
  LeadId lead;
  std::string lead_no;
  std::string division;
  UnitId unit;
  std::string unit_name;
  // The superior's own deadline goes before the rule.
  std::optional<absl::Time> deadline;
};

struct LeadClock {
  ClockId id;
  int64_t version = 0;
  ClockStep step = ClockStep::kVerify;
  Assignment assignment;
  ClockState state = ClockState::kRunning;
  Light light = Light::kNone;
  absl::Time started;
  absl::Time due;
  std::optional<absl::Time> paused_at;

  // A running clock, version 0: that it starts is told by what started it. A deadline that has
  // passed already leaves a day.
  static LeadClock Start(ClockId id, Assignment assignment, const ClockRule& rule, absl::Time now);

  // The same for a step of the office. What comes in after 16:00 counts for the next day.
  static LeadClock StartStep(ClockId id, Assignment assignment, const ClockStepRule& rule,
                             absl::Time now, const WorkingDays& calendar);

  // Whether somebody answers for it once its light is red: a unit that verifies, and an office that
  // lets a suspected umbrella rest.
  bool IsAnsweredFor() const { return step == ClockStep::kVerify || step == ClockStep::kSeal; }

  // When the next light comes on: infinite future for the last, or a clock that does not run.
  absl::Time NextChange() const;

  // Turns on the next light if it is time, and returns true. One light at a time, so that each
  // of them is on record.
  bool Tick(absl::Time now);

  // RUNNING → PAUSED while the case is suspended, and back, later by as long as it stood.
  absl::Status Pause(absl::Time now);
  absl::Status Resume(absl::Time now);
  // Gives a running or paused clock `days` more; the light stays as it is.
  absl::Status Extend(int days);
  // RUNNING or PAUSED → STOPPED. The light stays as it was.
  absl::Status Stop();
};

}  // namespace hecha::supervision
