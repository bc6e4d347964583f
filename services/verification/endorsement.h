// An Endorsement 签字背书 is one person's signature over a frozen report: the person, the
// capacity, and the liability text that was shown are bound to the report's hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::verification {

struct Case;
using CaseId = Id<Case>;

// What a signer answers as.
enum class Capacity : uint8_t {
  kUnitHead = 1,  // head of the unit that verified
  kLeader,        // leader of the town
  kOffice,        // director of the town's office
};

// "UNIT_HEAD", "LEADER", "OFFICE".
std::string_view CapacityName(Capacity capacity);

struct Endorsement {
  int report_version = 0;
  UserId signer;
  UnitId unit;
  Capacity capacity = Capacity::kUnitHead;
  std::string public_key;
  std::string signature;
  absl::Time signed_at;
  std::string signer_name;
  // Since when the key is not trusted, if it was revoked.
  std::optional<absl::Time> revoked_from;

  // False once the key is not trusted at the time of signing.
  bool Counts() const { return !revoked_from.has_value() || signed_at < *revoked_from; }
};

// What every signer is shown and signs with it (责任告知; the plan's 三（二） “签字背书”). Its
// words are fixed: a new text needs a new payload tag.
std::string_view LiabilityText();

// The bytes that `endorsement` signs: the tag "hecha-endorsement-v2" and eight more lines of
// ASCII, each ended by LF:
//
//   case id, report version, hex of the report's hash, signer id, unit id, capacity, time,
//   hex of the liability text's hash
//
// Both hashes are SHA-256, 32 bytes. Key, signature and name of the endorsement are not read.
std::string EndorsementPayload(CaseId case_id, std::string_view report_hash,
                               const Endorsement& endorsement, std::string_view liability_hash);

}  // namespace hecha::verification
