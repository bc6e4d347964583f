// The use cases of sessions: who may sign in, and for whom a token stands.
//
// A session lasts 12 hours, or until it rests for two. Only the hash of its token is kept. A
// session that the database vouched for is believed for 5 seconds without asking again.
//
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/directory/login_throttle.h"
#include "gateway/directory/password_hasher.h"
#include "gateway/directory/second_factor_service.h"
#include "gateway/directory/session_cache.h"
#include "gateway/directory/session_store.h"
#include "gateway/directory/unit_store.h"
#include "gateway/directory/user_store.h"
#include "services/common/base/clock.h"
#include "services/common/db/database.h"

namespace hecha::directory {

struct NewSession {
  std::string token;
  User user;
  absl::Time expires_at;
};

class SessionService {
 public:
  SessionService(db::Database& database, PasswordHasher& hasher,
                 SecondFactorService& second_factors, const Clock& clock)
      : database_(database), hasher_(hasher), second_factors_(second_factors), clock_(clock) {}

  // What somebody signs in with.
  struct Credentials {
    std::string username;
    std::string password;
    // Of the second factor, where there is one.
    std::string otp = {};
  };

  // Opens a session. Unauthenticated LOGIN_FAILED, after the same work, for a wrong password, an
  // unknown user and a disabled one; then as SecondFactorService::Check. ResourceExhausted
  // LOGIN_THROTTLED after too many tries.
  absl::StatusOr<NewSession> Login(const Call& call, const Credentials& credentials);

  // The session of `token` if it was verified in the last seconds. Never blocks.
  std::optional<SessionView> Verified(std::string_view token, bool used = true) const;

  // The session of `token`. Asks the database where Verified does not know, so call it where
  // blocking is allowed. Unauthenticated, without a reason, if it stands for nobody. A call that
  // is no use of the session does not keep it from resting: what a page that is open asks by
  // itself.
  absl::StatusOr<SessionView> Authenticate(std::string_view token, absl::Time deadline,
                                           bool used = true);

  // Whether `token` stands for somebody. Asks the database, and is no use of the session.
  absl::StatusOr<bool> IsLive(std::string_view token, absl::Time deadline);

  // Ends the session that the call is made in. In this process it ends at once.
  absl::Status Logout(const Call& call);

  struct Identity {
    User user;
    Unit unit;
    bool second_factor = false;
  };
  absl::StatusOr<Identity> Me(const Call& call);

  // Forgets what was verified for a user whose account changed.
  void ForgetUser(const UserId& user) { cache_.ForgetUser(user); }

  // Removes sessions that have expired. Run it from time to time.
  absl::Status PurgeExpired();

 private:
  struct Found {
    Session session;
    User user;
  };
  // The session and its user, if it lives.
  absl::StatusOr<std::optional<Found>> FindLive(const SessionId& id, absl::Time deadline);

  db::Database& database_;
  PasswordHasher& hasher_;
  SecondFactorService& second_factors_;
  const Clock& clock_;
  LoginThrottle throttle_;
  SessionCache cache_;
  SessionStore sessions_;
  UserStore users_;
  UnitStore units_;
};

}  // namespace hecha::directory
