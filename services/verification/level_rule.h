// A LevelRule 分级核查 says what the level of a lead asks of its verification: who approves, and
// how fast. Data with an effective date; a case keeps the Grade that was in force when it opened.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace hecha::verification {

// Level 层级 of the lead; numbers equal those of hecha.intake.v1.Level.
enum class Level : uint8_t { kCentral = 1, kProvince, kPrefecture, kCountyCity, kTown };

// Who decides, in order of rank: whoever ranks higher may decide too. Numbers equal those of
// hecha.verification.v1.Approver.
enum class Approver : uint8_t { kUnitHead = 1, kOffice, kLeader, kCityOffice };

struct Grade {
  Approver plan_approver = Approver::kUnitHead;
  Approver extension_approver = Approver::kOffice;
  // Working days from the acceptance to a proposed plan.
  int plan_within_days = 5;
  // Working days from one progress return to the next.
  int progress_every_days = 10;
};

struct LevelRule {
  Level level = Level::kTown;
  absl::Time effective_at;
  Grade grade;
  // Where the rule stands written.
  std::string basis;
};

}  // namespace hecha::verification
