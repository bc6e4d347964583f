// The use cases of users. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/directory/password_hasher.h"
#include "gateway/directory/session_service.h"
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

  // Opens an account in a unit of the caller's territory. The gateway itself, as the actor, is
  // bound neither by territory nor by CheckMayAppoint: so a deployment gets its first accounts.
  absl::StatusOr<User> Create(const Call& call, const UnitId& unit, const Account& account,
                              const std::string& password);

  // Closes an account of the caller's territory and ends its sessions.
  absl::StatusOr<User> Disable(const Call& call, const UserId& id);

  // The user of that name in the whole deployment, for setting it up; nullopt if there is none.
  absl::StatusOr<std::optional<User>> FindByUsername(const Call& call, const std::string& username);

 private:
  events::Journal& journal_;
  PasswordHasher& hasher_;
  SessionService& sessions_;
  UserStore users_;
  UnitStore units_;
};

}  // namespace hecha::directory
