// A SigningKey is the public half of the key that a signatory made and keeps. It counts once a
// second person has vouched for it, and until it is revoked.
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

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.SigningKey.State.
enum class SigningKeyState : uint8_t { kEnrolled = 1, kConfirmed, kRevoked };

struct SigningKey;
using SigningKeyId = Id<SigningKey>;

struct SigningKey {
  SigningKeyId id;
  int64_t version = 0;
  SigningKeyState state = SigningKeyState::kEnrolled;
  UserId user;
  UnitId unit;
  std::string division;
  // Ed25519 public key, 32 bytes.
  std::string public_key;
  absl::Time enrolled_at;
  UserId confirmed_by;
  std::optional<absl::Time> confirmed_at;
  UserId revoked_by;
  std::optional<absl::Time> revoked_at;
  // Since when it is not trusted; at most `revoked_at`.
  std::optional<absl::Time> revoked_from;
  std::string revoke_reason;

  // What the owner of a key signs with it to show that the private half is there: the tag
  // "hecha-signing-key-v1", the owner's id and the key in hex, each ended by LF.
  static std::string PossessionPayload(UserId owner, std::string_view public_key);

  // A new key of `owner`, ENROLLED, version 1. InvalidArgument KEY_LENGTH unless it has 32 bytes.
  static absl::StatusOr<SigningKey> Enrol(SigningKeyId id, const Actor& owner,
                                          std::string public_key, absl::Time now);

  // ENROLLED → CONFIRMED. PermissionDenied OWN_KEY for the owner, NOT_OFFICE for anyone but the
  // office of the town and the city office.
  absl::Status Confirm(const Actor& by, absl::Time now);
  // ENROLLED or CONFIRMED → REVOKED, by the owner or who may confirm: from `from` on, between
  // the enrolment and now.
  absl::Status Revoke(const Actor& by, std::string reason, absl::Time from, absl::Time now);

  // Ok if `signer` may sign with it now: FailedPrecondition KEY_NOT_CONFIRMED, KEY_REVOKED;
  // KEY_OF_ANOTHER for another person's key.
  absl::Status CheckUsableBy(const Actor& signer) const;

  // True for the owner and for the offices of its territory.
  bool VisibleTo(const Actor& actor) const;
};

}  // namespace hecha::verification
