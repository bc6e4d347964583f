// A Problem 问题 was found in supervision. The unit puts it right, and somebody of another unit
// strikes it off 销号; nothing deletes it (plan 四（三）“问题不遮掩，即时整改”).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/supervision/clock.h"

namespace hecha::supervision {

// Numbers equal those of hecha.supervision.v1.
enum class ProblemState : uint8_t { kRaised = 1, kRectifying, kToAccept, kStruckOff };

// The state's name in the API and in events: "TO_ACCEPT".
std::string_view ProblemStateName(ProblemState state);

struct Problem;
using ProblemId = Id<Problem>;

// What was found, and by when it must be put right.
struct ProblemReport {
  std::string division;
  UnitId unit;
  std::string unit_name;
  std::optional<LeadId> lead;
  std::string description;
  absl::Time due;
};

struct Problem {
  ProblemId id;
  int64_t version = 0;
  ProblemReport report;
  ProblemState state = ProblemState::kRaised;
  absl::Time raised_at;
  // As the evidence log names whoever raised it.
  std::string raised_by;
  std::string measures;
  std::string result;
  UserId rectifier;
  UserId acceptor;
  std::string remark;
  std::optional<absl::Time> struck_off_at;

  // A new problem, RAISED, version 1. InvalidArgument that names the field and the rule.
  static absl::StatusOr<Problem> Raise(ProblemId id, ProblemReport report, std::string raised_by,
                                       absl::Time now);

  // The transitions. Each counts the version up by one; on any refusal nothing changes.

  // RAISED → RECTIFYING, by the unit.
  absl::Status Plan(const Actor& actor, std::string measures);
  // RECTIFYING → TO_ACCEPT, by the unit.
  absl::Status ReportRectified(const Actor& actor, std::string result);
  // TO_ACCEPT → STRUCK_OFF, by somebody who is neither the rectifier nor of the unit.
  absl::Status StrikeOff(const Actor& actor, absl::Time now);
  // TO_ACCEPT → RECTIFYING, by the same kind of person.
  absl::Status SendBack(const Actor& actor, std::string remark);

  // Who answers for the unit, and whoever supervises its division.
  bool VisibleTo(const Actor& actor) const;

 private:
  absl::Status CheckAcceptor(const Actor& actor) const;
};

// True if `actor` supervises the problems of other units: the office, a leader, the city.
bool SupervisesProblems(const Actor& actor);

}  // namespace hecha::supervision
