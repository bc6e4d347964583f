// A User is a person with an account, who holds roles in a unit.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/directory/unit.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::directory {

// What whoever opens an account enters, beside the unit.
struct Account {
  // 3 to 32 of a-z, 0-9, '-', '_' and '.', the first a letter.
  std::string username;
  std::string display_name;
  std::set<Role> roles;
};

struct User {
  UserId id;
  int64_t version = 0;
  std::string username;
  std::string display_name;
  UnitId unit;
  // The unit's: what the user may see lies within it.
  std::string division;
  std::set<Role> roles;
  // As crypto_pwhash_str writes it; never leaves the directory.
  std::string password_hash;
  bool disabled = false;
  absl::Time created_at;

  // A new user of `unit`, version 1. InvalidArgument that names the field and the rule for a
  // malformed name, no role, or a role that the unit's function does not have.
  static absl::StatusOr<User> Create(UserId id, const Unit& unit, Account account,
                                     std::string password_hash, absl::Time now);

  // Takes the hash of another password; counts the version up. FailedPrecondition if the account
  // is closed.
  absl::Status SetPassword(std::string hash);

  // Closes the account for good; counts the version up. FailedPrecondition if it is closed.
  absl::Status Disable();

  // Whether `actor` may be told the user's name: whoever covers the user's division, and those
  // who work below it.
  bool NamedTo(const Actor& actor) const;

  // The user as the one who acts in the session named `session`.
  Actor ActIn(std::string session) const;
};

// Passwords have 12 to 128 characters (NIST SP 800-63B asks for length, not for classes).
absl::Status CheckPassword(std::string_view password, std::string_view field = "password");

// The gateway itself, run by hand on its own computer: how a deployment sets up and mends what
// nobody who is signed in may.
bool ActsForDeployment(const Actor& actor);

// PermissionDenied unless `actor` may open or close an account that holds `roles`: a town's
// office appoints clerks, investigators, unit heads and the organisation section; the city
// office also town offices and leaders. Accounts of the discipline commission, the city office
// and the operators are the deployment's alone, so that nobody can let himself into a compartment.
absl::Status CheckMayAppoint(const Actor& actor, const std::set<Role>& roles);

}  // namespace hecha::directory
