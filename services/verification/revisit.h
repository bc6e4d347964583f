// A Revisit 回访 is a later talk with the reporter of a closed case that proved nothing. Which
// cases are drawn follows from the case's id and a ratio, so that nobody picks them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/verification/case.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Revisit.State.
enum class RevisitState : uint8_t { kDue = 1, kDone };

// How many of a thousand closes are drawn, and after how many days the talk is due.
struct RevisitPolicy {
  int per_mille = 0;
  int after_days = 0;
};

struct Revisit;
using RevisitId = Id<Revisit>;

struct Revisit {
  RevisitId id;
  int64_t version = 0;
  RevisitState state = RevisitState::kDue;
  CaseId case_id;
  LeadId lead;
  std::string lead_no;
  std::string division;
  absl::Time due_at;
  std::optional<absl::Time> contacted_at;
  UserId contacted_by;
  std::optional<Attitude> attitude;
  std::string note;

  // A new revisit of a closed case, DUE, version 1.
  static Revisit Schedule(RevisitId id, const Case& closed, const RevisitPolicy& policy,
                          absl::Time now);

  // DUE → DONE by the town's office or its clerks: NOT_OFFICE; TOO_EARLY before it is due.
  absl::Status Record(const Actor& by, Attitude answer, std::string words, absl::Time now);

  bool VisibleTo(const Actor& actor) const;
  // What the reporter said is for the town's own office, clerks and leaders.
  bool ShowsNoteTo(const Actor& actor) const;
};

// True if the close of `closed` is drawn: its outcome is 查否 or 无法查证, the reporter has a
// channel, and the hash of its id falls under the ratio. `sha256` hashes.
bool IsDrawn(const Case& closed, const RevisitPolicy& policy,
             absl::FunctionRef<std::string(std::string_view)> sha256);

}  // namespace hecha::verification
