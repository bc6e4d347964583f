// An ImportRow is one row of a list of leads, and what became of it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "services/intake/lead.h"

namespace hecha::intake {

struct ImportRow {
  // Identifies it within the list: 1 to 64 characters.
  std::string key;
  Registration registration;
  // False where the list does not say when it was received; `registration` then says now.
  bool says_when_received = true;
};

// Numbers equal those of hecha.intake.v1.ImportResult.Outcome.
enum class ImportOutcome : uint8_t { kCreated = 1, kUnchanged, kUpdated, kConflict, kRefused };

struct ImportResult {
  ImportOutcome outcome = ImportOutcome::kRefused;
  // Of the lead that the row is; nil where there is none, in a dry run of a new row for one.
  LeadId lead;
  std::string lead_no;
  // Why it was refused or conflicts.
  absl::Status status;
};

// What the row says, as one value: equal for rows that say the same, and for no others.
std::string ContentOf(const ImportRow& row);

}  // namespace hecha::intake
