// The use cases of second factors. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/login_throttle.h"
#include "gateway/directory/password_hasher.h"
#include "gateway/directory/second_factor_store.h"
#include "gateway/directory/user_store.h"
#include "services/common/events/journal.h"

namespace hecha::directory {

class SecondFactorService {
 public:
  SecondFactorService(events::Journal& journal, const security::Keyring& keyring,
                      PasswordHasher& hasher)
      : journal_(journal), hasher_(hasher), factors_(keyring) {}

  struct Enrolment {
    std::string secret;
    std::string uri;
  };
  // Makes the caller a new secret. InvalidArgument PASSWORD_WRONG without the caller's password.
  absl::StatusOr<Enrolment> Enrol(const Call& call, const std::string& password);

  // Confirms and removes the caller's factor, by a one-time password. Guessing is slowed down as
  // at signing in.
  absl::StatusOr<SecondFactor> Confirm(const Call& call, std::string_view otp);
  absl::StatusOr<SecondFactor> Remove(const Call& call, std::string_view otp);

  // Removes the factor of a user whom the caller may appoint, or of any for the deployment.
  absl::StatusOr<SecondFactor> Reset(const Call& call, const UserId& user);

  // Asks for what the user needs beside the password: nothing without an active factor.
  // Unauthenticated OTP_REQUIRED for an empty `otp`, OTP_WRONG for a wrong or used one.
  absl::Status Check(const Call& call, const UserId& user, std::string_view otp);

  absl::StatusOr<bool> IsActive(db::Transaction& transaction, UserId user) const {
    return factors_.IsActive(transaction, user);
  }

 private:
  // Changes the caller's own factor by a rule that takes a one-time password.
  template <class Rule>
  absl::StatusOr<SecondFactor> ChangeOwn(const Call& call, std::string action, Rule rule);
  template <class Rule>
  absl::StatusOr<SecondFactor> Change(const Call& call, const UserId& user, std::string action,
                                      Rule rule);
  absl::StatusOr<User> FindUser(const Call& call, const UserId& id);

  events::Journal& journal_;
  PasswordHasher& hasher_;
  LoginThrottle throttle_;
  SecondFactorStore factors_;
  UserStore users_;
};

}  // namespace hecha::directory
