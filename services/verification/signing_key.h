// A SigningKey is the public half (Ed25519) of the key with which a signatory signs reports.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/enrolled_key.h"
#include "services/common/base/id.h"

namespace hecha::verification {

struct SigningKey;
using SigningKeyId = Id<SigningKey>;

struct SigningKey : EnrolledKey {
  SigningKeyId id;
  UnitId unit;
  // Since when it is not trusted; at most `revoked_at`.
  std::optional<absl::Time> revoked_from;

  // What the owner of a key signs with it to show that the private half is there: the tag
  // "hecha-signing-key-v1", the owner's id and the key in hex, each ended by LF.
  static std::string PossessionPayload(UserId owner, std::string_view public_key);

  // As EnrolledKey::Enrol.
  static absl::StatusOr<SigningKey> Enrol(SigningKeyId id, const Actor& owner,
                                          std::string public_key, absl::Time now);

  // As EnrolledKey::Revoke, from `from` on, between the enrolment and now.
  absl::Status Revoke(const Actor& by, std::string reason, absl::Time from, absl::Time now);

  // Ok if `signer` may sign with it now: FailedPrecondition KEY_NOT_CONFIRMED, KEY_REVOKED;
  // KEY_OF_ANOTHER for another person's key.
  absl::Status CheckUsableBy(const Actor& signer) const;
};

}  // namespace hecha::verification
