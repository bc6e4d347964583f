#include "gateway/directory/user.h"

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::directory {
namespace {

absl::Status CheckUsername(std::string_view username) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto allowed = [&](char c) {
    return lower(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (username.size() < 3 || username.size() > 32 || !lower(username.front()) ||
      !std::all_of(username.begin(), username.end(), allowed))
    return RefuseField("USERNAME_FORM", "username",
                       "用户名须为 3 至 32 个小写字母、数字、-、_ 或 .，以字母开头",
                       "a username has 3 to 32 of a-z, 0-9, '-', '_' and '.', the first a letter");
  return absl::OkStatus();
}

absl::Status RefuseDisabled() {
  return RefuseState("USER_DISABLED", "该账号已停用", "the account is disabled already");
}

}  // namespace

absl::StatusOr<User> User::Create(UserId id, const Unit& unit, Account account,
                                  std::string password_hash, absl::Time now) {
  RETURN_IF_ERROR(CheckUsername(account.username));
  RETURN_IF_ERROR(CheckLength("display_name", account.display_name, 1, 64));
  if (account.roles.empty())
    return RefuseField("REQUIRED", "roles", "至少需要一个角色", "at least one role is required");
  for (Role role : account.roles)
    if (!unit.Grants(role))
      return RefuseField("ROLE_OUTSIDE_UNIT_FUNCTION", "roles", "该单位的职能不含此角色",
                         "the unit's function does not have this role");
  User user;
  user.id = id;
  user.version = 1;
  user.username = std::move(account.username);
  user.display_name = std::move(account.display_name);
  user.unit = unit.id;
  user.division = unit.division;
  user.roles = std::move(account.roles);
  user.password_hash = std::move(password_hash);
  user.created_at = now;
  return user;
}

absl::Status User::SetPassword(std::string hash) {
  if (disabled) return RefuseDisabled();
  password_hash = std::move(hash);
  ++version;
  return absl::OkStatus();
}

absl::Status User::Disable() {
  if (disabled) return RefuseDisabled();
  disabled = true;
  ++version;
  return absl::OkStatus();
}

bool User::NamedTo(const Actor& actor) const {
  return actor.Covers(division) || actor.division.starts_with(division);
}

Actor User::ActIn(std::string session) const {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = id;
  actor.unit = unit;
  actor.name = display_name;
  actor.division = division;
  actor.roles = roles;
  actor.session = std::move(session);
  return actor;
}

absl::Status CheckPassword(std::string_view password, std::string_view field) {
  return CheckLength(field, password, 12, 128);
}

bool ActsForDeployment(const Actor& actor) { return actor.kind == Actor::Kind::kService; }

absl::Status CheckMayAppoint(const Actor& actor, const std::set<Role>& roles) {
  if (ActsForDeployment(actor)) return absl::OkStatus();
  std::set<Role> appointable;
  if (actor.Has(Role::kOffice) || actor.Has(Role::kCityOffice))
    appointable.insert({Role::kClerk, Role::kInvestigator, Role::kUnitHead, Role::kOrganisation});
  if (actor.Has(Role::kCityOffice)) appointable.insert({Role::kOffice, Role::kLeader});
  if (!std::includes(appointable.begin(), appointable.end(), roles.begin(), roles.end()))
    return RefuseCaller("ROLE_NOT_YOURS_TO_GRANT", "您无权任免此角色",
                        "this role is not yours to grant or withdraw");
  return absl::OkStatus();
}

}  // namespace hecha::directory
