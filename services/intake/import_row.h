// An ImportRow is one row of a list of leads, and what became of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/intake/lead.h"
#include "services/intake/vault.h"

namespace hecha::intake {

struct ImportRow {
  // Identifies it within the list: 1 to 64 characters.
  std::string key;
  Registration registration;
  // False where the list does not say when it was received; `registration` then says now.
  bool says_when_received = true;
  // Units that the lead accuses, by name, until they are found: a list knows no ids.
  std::vector<std::string> accused_names = {};
  // Who reported it, for the vault; no part of what the row says (see ContentOf). And what makes
  // the bytes that are sealed of it (see VaultService::Deposit), where there is one.
  std::optional<ReporterIdentity> reporter = {};
  std::function<std::string(LeadId)> sealed_bytes = {};
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

// What the row says, as one value: equal for rows that say the same, and for no others. Its
// reporter is left out: what this becomes is stored, and whoever can compute it could test a guess.
std::string ContentOf(const ImportRow& row);

}  // namespace hecha::intake
