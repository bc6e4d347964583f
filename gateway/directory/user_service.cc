#include "gateway/directory/user_service.h"

#include <map>
#include <utility>

#include "hecha/directory/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

events::Event Changed(const User& user, std::string action) {
  v1::UserChanged payload;
  payload.set_user_id(user.id.ToString());
  payload.set_unit_id(user.unit.ToString());
  for (Role role : user.roles) payload.add_roles(static_cast<options::v1::Role>(role));
  payload.set_disabled(user.disabled);
  return events::MakeEvent("user", user.id.uuid, user.version, user.division, std::move(action),
                           std::move(payload));
}

// An investigator makes a team, and has no other use for a list of people.
bool SeesEverybody(const Actor& actor) {
  return actor.Has(Role::kOffice) || actor.Has(Role::kCityOffice) || actor.Has(Role::kUnitHead);
}

// Whether `actor` may know of an account in `division`.
bool Reaches(const Actor& actor, const std::string& division) {
  return ActsForDeployment(actor) || actor.Covers(division);
}

}  // namespace

absl::StatusOr<UserService::Listing> UserService::List(const Call& call, UserFilter filter,
                                                       const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  if (!SeesEverybody(call.actor)) filter.role = Role::kInvestigator;
  Listing listing;
  ASSIGN_OR_RETURN(listing.users,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return users_.List(transaction, filter, page);
                   }));
  listing.next_page_token = page.Cut(listing.users, [](const User& user) { return user.id; });
  return listing;
}

absl::StatusOr<std::vector<UserService::Name>> UserService::LookUpNames(
    const Call& call, const std::vector<UserId>& ids) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Name>> {
        ASSIGN_OR_RETURN(std::vector<User> users, users_.FindAll(transaction, ids));
        std::erase_if(users, [&](const User& user) { return !user.NamedTo(call.actor); });
        std::map<UnitId, std::string> units;
        std::vector<Name> names;
        for (User& user : users) {
          const auto [unit, fresh] = units.try_emplace(user.unit);
          if (fresh) {
            ASSIGN_OR_RETURN(const Unit found, units_.Find(transaction, user.unit));
            unit->second = found.name;
          }
          names.push_back({std::move(user), unit->second});
        }
        return names;
      });
}

absl::StatusOr<User> UserService::Create(const Call& call, const UnitId& unit_id,
                                         const Account& account, const std::string& password) {
  RETURN_IF_ERROR(CheckMayAppoint(call.actor, account.roles));
  RETURN_IF_ERROR(CheckPassword(password));
  // Outside the transaction, which would hold its locks and its connection meanwhile.
  ASSIGN_OR_RETURN(const std::string hash, hasher_.Hash(password, call.deadline));
  const UserId id = UserId::New(call.now);
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Unit unit, units_.Find(transaction, unit_id));
        if (!Reaches(call.actor, unit.division)) return RefuseUnknown("单位", "unit");
        ASSIGN_OR_RETURN(const User user, User::Create(id, unit, account, hash, call.now));
        RETURN_IF_ERROR(users_.Insert(transaction, user));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Changed(user, "user.create")));
        return user.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& created) {
        return users_.Find(transaction, UserId{created});
      });
}

absl::StatusOr<User> UserService::Disable(const Call& call, const UserId& id) {
  ASSIGN_OR_RETURN(const User user,
                   journal_.Change(
                       call, users_, id,
                       [&](const User& user) -> absl::Status {
                         if (!Reaches(call.actor, user.division))
                           return RefuseUnknown("用户", "user");
                         return CheckMayAppoint(call.actor, user.roles);
                       },
                       [](db::Transaction&, User& user) -> absl::StatusOr<events::Event> {
                         RETURN_IF_ERROR(user.Disable());
                         return Changed(user, "user.disable");
                       }));
  sessions_.ForgetUser(user.id);
  return user;
}

absl::StatusOr<User> UserService::ChangePassword(const Call& call, const std::string& password,
                                                 const std::string& fresh) {
  RETURN_IF_ERROR(CheckPassword(fresh, "new_password"));
  const UserId id = call.actor.user;
  ASSIGN_OR_RETURN(const User user,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return users_.Find(transaction, id);
                   }));
  RETURN_IF_ERROR(throttle_.Try(id.ToString(), call.now));
  ASSIGN_OR_RETURN(bool matches, hasher_.Matches(password, user.password_hash, call.deadline));
  if (!matches) {
    // Whoever asks again because the answer was lost has the new one by now.
    ASSIGN_OR_RETURN(matches, hasher_.Matches(fresh, user.password_hash, call.deadline));
  }
  if (!matches) return RefuseField("PASSWORD_WRONG", "password", "密码不正确", "wrong password");
  throttle_.Succeed(id.ToString());
  return SetPassword(call, id, fresh, "user.change_password");
}

absl::StatusOr<User> UserService::ResetPassword(const Call& call, const UserId& id,
                                                const std::string& fresh) {
  if (!ActsForDeployment(call.actor)) return RefuseUnknown("用户", "user");
  RETURN_IF_ERROR(CheckPassword(fresh));
  return SetPassword(call, id, fresh, "user.reset_password");
}

absl::StatusOr<User> UserService::SetPassword(const Call& call, const UserId& id,
                                              const std::string& fresh, const std::string& action) {
  ASSIGN_OR_RETURN(const std::string hash, hasher_.Hash(fresh, call.deadline));
  const absl::StatusOr<SessionId> kept = SessionId::Parse(call.actor.session);
  ASSIGN_OR_RETURN(
      const User user,
      journal_.Change(
          call, users_, id, [](const User&) { return absl::OkStatus(); },
          [&](db::Transaction& transaction, User& user) -> absl::StatusOr<events::Event> {
            RETURN_IF_ERROR(user.SetPassword(hash));
            RETURN_IF_ERROR(session_rows_.DeleteOf(
                transaction, id, kept.ok() ? std::optional(*kept) : std::nullopt));
            return Changed(user, action);
          }));
  sessions_.ForgetUser(id);
  return user;
}

absl::StatusOr<std::optional<User>> UserService::FindByUsername(const Call& call,
                                                                const std::string& username) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return users_.FindByUsername(transaction, username);
  });
}

}  // namespace hecha::directory
