// A CustodianKey is the public half of the key that a custodian 保管人 of reporters' identities
// made and keeps. It counts once a second person has vouched for it, and until it is revoked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.CustodianKey.State.
enum class CustodianKeyState : uint8_t { kEnrolled = 1, kConfirmed, kRevoked };

struct CustodianKey;
using CustodianKeyId = Id<CustodianKey>;

struct CustodianKey {
  CustodianKeyId id;
  int64_t version = 0;
  CustodianKeyState state = CustodianKeyState::kEnrolled;
  UserId user;
  std::string division;
  // X25519 public key, 32 bytes.
  std::string public_key;
  absl::Time enrolled_at;
  UserId confirmed_by;
  std::optional<absl::Time> confirmed_at;
  UserId revoked_by;
  std::optional<absl::Time> revoked_at;
  std::string revoke_reason;

  // A new key of `owner`, ENROLLED, version 1. InvalidArgument KEY_LENGTH unless it has 32 bytes,
  // KEY_WEAK if nothing can be sealed to it.
  static absl::StatusOr<CustodianKey> Enrol(CustodianKeyId id, const Actor& owner,
                                            std::string public_key, absl::Time now);

  // ENROLLED → CONFIRMED. PermissionDenied OWN_KEY for the owner, NOT_OFFICE for anyone but the
  // office of the town and the city office.
  absl::Status Confirm(const Actor& by, absl::Time now);
  // ENROLLED or CONFIRMED → REVOKED, by the owner or who may confirm.
  absl::Status Revoke(const Actor& by, std::string reason, absl::Time now);

  // True if identities are sealed to it, and given out to its owner.
  bool Counts() const { return state == CustodianKeyState::kConfirmed; }

  // True for the owner and for the offices of its territory.
  bool VisibleTo(const Actor& actor) const;
};

}  // namespace hecha::intake
