// A SecondFactor is what a user has beside the password: a secret shared with an authenticator
// app, which shows a new one-time password of six digits every 30 seconds (RFC 6238).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::directory {

enum class SecondFactorState : uint8_t { kPending = 1, kActive = 2, kRemoved = 3 };

struct SecondFactor {
  UserId user;
  std::string division;
  SecondFactorState state = SecondFactorState::kPending;
  // 20 bytes; empty once removed.
  std::string secret;
  // The 30-second step of the newest password accepted: none is accepted twice.
  int64_t last_step = 0;
  int64_t version = 0;

  bool active() const { return state == SecondFactorState::kActive; }

  // A new secret for the user, which counts once it is confirmed. Takes the place of one that is
  // not active; FailedPrecondition SECOND_FACTOR_ACTIVE for one that is.
  static absl::StatusOr<SecondFactor> Enrol(const std::optional<SecondFactor>& earlier, UserId user,
                                            std::string division, std::string secret);

  // Takes `otp` as the password of `now`, one step of 30 s to either side for clocks that differ.
  // Unauthenticated OTP_WRONG for any other and for one that was taken before.
  absl::Status Accept(std::string_view otp, absl::Time now);

  // Makes a pending factor active by a first password. FailedPrecondition if it is not pending.
  absl::Status Confirm(std::string_view otp, absl::Time now);

  // Forgets the secret. FailedPrecondition NO_SECOND_FACTOR if there is none.
  absl::Status Remove();

  // The secret as an authenticator takes it: base32 (RFC 4648), and a URI for a QR code.
  std::string Base32() const;
  std::string Uri(std::string_view username) const;
};

}  // namespace hecha::directory
