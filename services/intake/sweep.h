// A Sweep 摸排 is a round in which the units of a town comb their field for leads (plan 三（一）
// 集中摸排、动态摸排、专项摸排). Every assigned unit answers: with the leads it found, or with a
// nil return 零报告 that its head signs; a gap is explained, never passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/unit.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class SweepType : uint8_t { kConcentrated = 1, kDynamic, kSpecial };
enum class SweepState : uint8_t { kOpen = 1, kClosed };
enum class SweepAnswer : uint8_t { kAwaited = 1, kLeads, kNil, kExplained };

struct Sweep;
using SweepId = Id<Sweep>;

// What one unit is asked and answers.
struct SweepUnit {
  UnitId unit;
  std::string name;
  SweepAnswer answer = SweepAnswer::kAwaited;
  int leads_found = 0;
  // Leads that are registered as this unit's.
  int leads_registered = 0;
  std::string statement;
  UserId signer;
  std::string signer_name;
  std::optional<absl::Time> signed_at;
  std::string gap_reason;

  // Awaited although `deadline` has passed, or signed after it.
  bool OverdueAt(absl::Time now, absl::Time deadline) const;
};

// What the office orders.
struct SweepOrder {
  std::string division;
  SweepType type = SweepType::kConcentrated;
  std::string title;
  std::string instructions;
  // Of a special sweep.
  std::optional<Sector> sector;
  absl::Time deadline;
};

// A unit's answer: the number of leads it found, 0 for a nil return.
struct SweepReport {
  bool nil_return = false;
  int leads_found = 0;
  std::string statement;
};

struct Sweep {
  SweepId id;
  int64_t version = 0;
  SweepOrder order;
  // Counts the rounds of one type in one town.
  int round = 0;
  SweepState state = SweepState::kOpen;
  absl::Time opened_at;
  std::vector<SweepUnit> units;
  // Leads that are registered with this sweep's id.
  int leads_registered = 0;
  std::string conclusion;
  UserId closed_by;
  std::optional<absl::Time> closed_at;

  // A new round, OPEN, version 1. InvalidArgument that names the field and the rule; the units are
  // active ones of the town.
  static absl::StatusOr<Sweep> Open(SweepId id, SweepOrder order, int round,
                                    const std::vector<Unit>& units, absl::Time now);

  // Each counts the version up by one and needs an OPEN round; on any refusal nothing changes.

  // The actor's unit answers; an earlier answer is replaced. PermissionDenied NOT_ASSIGNED for a
  // unit that was not asked.
  absl::Status Report(const Actor& actor, SweepReport report, absl::Time now);
  // The office says why a unit's answer is missing. FailedPrecondition ANSWERED if it is not.
  absl::Status ExplainGap(UnitId unit, std::string reason);
  absl::Status Extend(absl::Time deadline, absl::Time now);
  // FailedPrecondition ANSWERS_MISSING while a unit neither answered nor is explained,
  // LEADS_NOT_REGISTERED while less is registered than the units found.
  absl::Status Close(UserId by, std::string conclusion, absl::Time now);

  // The unit's line, or nullptr.
  const SweepUnit* Find(UnitId unit) const;
  // Whether it may be seen at all, and whether only the own unit's line of it.
  bool VisibleTo(const Actor& actor) const;
  bool OwnLineOnly(const Actor& actor) const;
  int LeadsFound() const;

 private:
  SweepUnit* LineOf(UnitId unit);
  absl::Status RequireOpen() const;
};

}  // namespace hecha::intake
