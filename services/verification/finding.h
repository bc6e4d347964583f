// A Finding 认定 says what was found of one allegation, and what that rests on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/verification/outcome.h"

namespace hecha::verification {

struct Exhibit;
using ExhibitId = Id<Exhibit>;

// A step or an exhibit of the same case.
struct Evidence {
  // Number of the step, from 1; 0 for an exhibit.
  int step = 0;
  std::optional<ExhibitId> exhibit;
};

// The newest finding on an allegation counts; all are kept.
struct Finding {
  // From 1.
  int allegation = 0;
  Outcome outcome = Outcome::kUnverifiable;
  std::string basis;
  std::string legal_basis;
  std::vector<Evidence> evidence;
  UserId recorded_by;
  absl::Time recorded_at;
  // Version of the case that the finding made.
  int64_t version = 0;
};

// Ok if the texts keep their limits, the plan has the allegation, and every step of the
// evidence is one of the case's `steps`: UNKNOWN_ALLEGATION, UNKNOWN_STEP.
absl::Status CheckFinding(const Finding& finding, size_t allegations, size_t steps);

}  // namespace hecha::verification
