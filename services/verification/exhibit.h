// An Exhibit 证物 is a thing or a file that was taken into custody; its custody record 保管记录
// says who held it when, each hand-over signed by both persons.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/verification/endorsement.h"
#include "services/verification/finding.h"

namespace hecha::verification {

struct CustodySignature {
  std::string public_key;
  std::string signature;
  absl::Time signed_at;
};

struct CustodyEntry {
  // From 1.
  int number = 0;
  UserId from;
  UserId to;
  std::string purpose;
  CustodySignature given;
  // Unset until it is received.
  std::optional<CustodySignature> received;

  // True where it was taken over: both signatures are the receiver's.
  bool TakenOver() const { return received && received->public_key == given.public_key; }
};

struct Exhibit {
  ExhibitId id;
  int64_t version = 0;
  CaseId case_id;
  Id<struct LeadTag> lead;
  std::string division;
  std::string description;
  // Of the file, or of a photograph of the thing: 32 bytes.
  std::string sha256;
  UserId collected_by;
  absl::Time collected_at;
  std::string collected_place;
  // From the first to the newest.
  std::vector<CustodyEntry> custody;
  // Whether whoever asks may take it over; not kept, the case says so.
  bool may_take_over = false;

  // Ok if a new exhibit keeps its limits: HASH_LENGTH, HAPPENED_IN_FUTURE, and the lengths.
  absl::Status Check(absl::Time now) const;

  // Who has it: until a hand-over is received, still who gives it.
  UserId Holder() const;
  // The hand-over that waits to be received, or null.
  const CustodyEntry* Pending() const;

  // The hand-over that `from` would sign now, in place of one that nobody received:
  // NOT_THE_HOLDER, SAME_PERSON.
  absl::StatusOr<CustodyEntry> Draft(UserId from, UserId to, std::string purpose) const;
  // The hand-over that `to` would receive now: NOT_THE_RECEIVER.
  absl::StatusOr<CustodyEntry> DraftReceipt(UserId to) const;

  // Each counts the version up by one; the signatures were verified over CustodyPayload.
  absl::Status HandOver(CustodyEntry entry);
  // A hand-over that the receiver alone signs, and has received with that.
  absl::Status TakeOver(CustodyEntry entry);
  absl::Status Receive(UserId to, CustodySignature received);
};

// The bytes that both persons sign, as exhibit.proto writes them down. `purpose_hash` is the
// SHA-256 of the entry's purpose.
std::string CustodyPayload(const Exhibit& exhibit, const CustodyEntry& entry,
                           std::string_view purpose_hash);

}  // namespace hecha::verification
