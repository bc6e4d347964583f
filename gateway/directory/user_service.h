// The use cases of users. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/directory/login_throttle.h"
#include "gateway/directory/password_hasher.h"
#include "gateway/directory/session_service.h"
#include "gateway/directory/session_store.h"
#include "gateway/directory/unit_store.h"
#include "gateway/directory/user_store.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"

namespace hecha::directory {

class UserService {
 public:
  UserService(events::Journal& journal, PasswordHasher& hasher, SessionService& sessions)
      : journal_(journal), hasher_(hasher), sessions_(sessions) {}

  struct Listing {
    std::vector<User> users;
    std::string next_page_token;
  };

  // Users of the caller's territory that match, newest first.
  absl::StatusOr<Listing> List(const Call& call, UserFilter filter, const Page& page);

  struct Name {
    User user;
    std::string unit_name;
  };
  // What those of `ids` are called who are NamedTo the caller; others are left out.
  absl::StatusOr<std::vector<Name>> LookUpNames(const Call& call, const std::vector<UserId>& ids);

  // Opens an account in a unit of the caller's territory. The deployment is bound neither by
  // territory nor by CheckMayAppoint: so it gets its first accounts.
  absl::StatusOr<User> Create(const Call& call, const UnitId& unit, const Account& account,
                              const std::string& password);

  // Closes an account of the caller's territory, or any for the deployment, and ends its sessions.
  absl::StatusOr<User> Disable(const Call& call, const UserId& id);

  // Gives the caller another password, and ends the caller's other sessions. InvalidArgument
  // PASSWORD_WRONG without the present one; guessing is slowed down as at signing in.
  absl::StatusOr<User> ChangePassword(const Call& call, const std::string& password,
                                      const std::string& fresh);

  // Gives a user another password and ends all of the user's sessions, for the deployment.
  absl::StatusOr<User> ResetPassword(const Call& call, const UserId& id, const std::string& fresh);

  // The user of that name in the whole deployment, for setting it up; nullopt if there is none.
  absl::StatusOr<std::optional<User>> FindByUsername(const Call& call, const std::string& username);

 private:
  absl::StatusOr<User> SetPassword(const Call& call, const UserId& id, const std::string& fresh,
                                   const std::string& action);

  events::Journal& journal_;
  PasswordHasher& hasher_;
  SessionService& sessions_;
  LoginThrottle throttle_;
  SessionStore session_rows_;
  UserStore users_;
  UnitStore units_;
};

}  // namespace hecha::directory
