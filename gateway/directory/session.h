// A Session is the time during which a token stands for a user.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::directory {

// Names a session: BLAKE2b-256 of its token, which it does not reveal.
struct SessionId {
  std::string hash;  // 32 bytes

  static SessionId Of(std::string_view token);
  // From the hex form; InvalidArgument for anything else.
  static absl::StatusOr<SessionId> Parse(std::string_view hex);
  std::string ToHex() const;
};

// 32 random bytes in base64url without padding: 43 characters.
std::string NewSessionToken();

// False for what cannot be a token, so that rubbish costs no look-up.
bool IsSessionToken(std::string_view token);

struct Session {
  // The longest that a session lasts, and that it may rest unused.
  static constexpr absl::Duration kLifetime = absl::Hours(12);
  static constexpr absl::Duration kIdle = absl::Hours(2);
  // Use is written down only this often, so that a busy session writes little.
  static constexpr absl::Duration kTouchEvery = absl::Minutes(1);

  SessionId id;
  UserId user;
  absl::Time created_at;
  absl::Time last_used_at;
  absl::Time expires_at;

  static Session Open(SessionId id, UserId user, absl::Time now);

  // True until the session expired or rested too long.
  bool LiveAt(absl::Time now) const;
  // True if its use at `now` is to be written down.
  bool TouchDueAt(absl::Time now) const;
};

}  // namespace hecha::directory
