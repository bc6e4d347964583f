// An EnrolledKey is the public half of a key pair that a person made and keeps. It counts once a
// second person has vouched for it, and until it is revoked.
//
// What is done with the key is the business of whoever derives from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"

namespace hecha {

// Numbers equal those of the APIs' State.
enum class EnrolledKeyState : uint8_t { kEnrolled = 1, kConfirmed, kRevoked };

struct EnrolledKey {
  int64_t version = 0;
  EnrolledKeyState state = EnrolledKeyState::kEnrolled;
  UserId user;
  std::string division;
  // 32 bytes: a point of Curve25519 or Ed25519.
  std::string public_key;
  absl::Time enrolled_at;
  UserId confirmed_by;
  std::optional<absl::Time> confirmed_at;
  UserId revoked_by;
  std::optional<absl::Time> revoked_at;
  std::string revoke_reason;

  // A new key of `owner`, ENROLLED, version 1. InvalidArgument KEY_LENGTH unless it has 32 bytes.
  static absl::StatusOr<EnrolledKey> Enrol(const Actor& owner, std::string public_key,
                                           absl::Time now);

  // ENROLLED → CONFIRMED. PermissionDenied OWN_KEY for the owner, NOT_OFFICE for anyone but the
  // office of the town and the city office.
  absl::Status Confirm(const Actor& by, absl::Time now);
  // ENROLLED or CONFIRMED → REVOKED, by the owner or who may confirm.
  absl::Status Revoke(const Actor& by, std::string reason, absl::Time now);

  // True for the owner and for the offices of its territory.
  bool VisibleTo(const Actor& actor) const;

 private:
  bool UnderOffice(const Actor& actor) const;
};

}  // namespace hecha
