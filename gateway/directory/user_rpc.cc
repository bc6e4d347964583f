#include "gateway/directory/user_rpc.h"

#include <string>
#include <utility>

#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::directory {
namespace {

absl::StatusOr<Role> RoleFromProto(std::string_view field, int role) {
  if (role == options::v1::ROLE_UNSPECIFIED || !options::v1::Role_IsValid(role))
    return RefuseField("UNKNOWN_CODE", field, "没有这个角色", "no such role");
  return static_cast<Role>(role);
}

absl::StatusOr<UserFilter> FilterFromProto(const v1::ListUsersRequest& request) {
  UserFilter filter;
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  if (request.role() != options::v1::ROLE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(filter.role, RoleFromProto("role", request.role()));
  }
  return filter;
}

// With what `actor` may do with it.
v1::User Answer(const User& user, const Actor& actor) {
  v1::User proto = ToProto(user);
  const auto appointing = [&](User& copy) -> absl::Status {
    RETURN_IF_ERROR(CheckMayAppoint(actor, copy.roles));
    return copy.Disable();
  };
  rpc::Offers("hecha.directory.v1.UserService", actor, *proto.mutable_actions())
      .Offer("DisableUser", user, appointing);
  // Whether there is a second factor is nothing that a list tells.
  rpc::Offers("hecha.directory.v1.SecondFactorService", actor, *proto.mutable_actions())
      .Offer("ResetSecondFactor", user, appointing);
  return proto;
}

absl::StatusOr<v1::ListUsersResponse> ListUsers(UserService& service, const Call& call,
                                                const v1::ListUsersRequest& request) {
  ASSIGN_OR_RETURN(UserFilter filter, FilterFromProto(request));
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(const UserService::Listing listing, service.List(call, std::move(filter), page));
  v1::ListUsersResponse response;
  for (const User& user : listing.users) *response.add_users() = Answer(user, call.actor);
  response.set_next_page_token(listing.next_page_token);
  return response;
}

absl::StatusOr<v1::LookUpNamesResponse> LookUpNames(UserService& service, const Call& call,
                                                    const v1::LookUpNamesRequest& request) {
  constexpr int kMaxIds = 100;
  if (request.user_ids().empty() || request.user_ids_size() > kMaxIds)
    return RefuseField("ID_COUNT", "user_ids", "一次查询 1 至 100 个用户",
                       "ask for 1 to 100 users at once");
  std::vector<UserId> ids;
  for (const std::string& id : request.user_ids()) {
    ASSIGN_OR_RETURN(ids.emplace_back(), ParseId<UserId>("user_ids", id));
  }
  ASSIGN_OR_RETURN(const std::vector<UserService::Name> names, service.LookUpNames(call, ids));
  v1::LookUpNamesResponse response;
  for (const UserService::Name& name : names) {
    v1::UserName& out = *response.add_names();
    out.set_user_id(name.user.id.ToString());
    out.set_display_name(name.user.display_name);
    out.set_unit_id(name.user.unit.ToString());
    out.set_unit_name(name.unit_name);
  }
  return response;
}

absl::StatusOr<v1::User> CreateUser(UserService& service, const Call& call,
                                    const v1::CreateUserRequest& request) {
  ASSIGN_OR_RETURN(const UnitId unit, ParseId<UnitId>("unit_id", request.unit_id()));
  Account account{request.username(), request.display_name(), {}};
  for (int role : request.roles()) {
    ASSIGN_OR_RETURN(const Role granted, RoleFromProto("roles", role));
    account.roles.insert(granted);
  }
  ASSIGN_OR_RETURN(const User user, service.Create(call, unit, account, request.password()));
  return Answer(user, call.actor);
}

absl::StatusOr<v1::User> ChangePassword(UserService& service, const Call& call,
                                        const v1::ChangePasswordRequest& request) {
  ASSIGN_OR_RETURN(const User user,
                   service.ChangePassword(call, request.password(), request.new_password()));
  return Answer(user, call.actor);
}

absl::StatusOr<v1::User> DisableUser(UserService& service, const Call& call,
                                     const v1::DisableUserRequest& request) {
  ASSIGN_OR_RETURN(const UserId id, ParseId<UserId>("user_id", request.user_id()));
  ASSIGN_OR_RETURN(const User user, service.Disable(call, id));
  return Answer(user, call.actor);
}

}  // namespace

v1::User ToProto(const User& user) {
  v1::User proto;
  proto.set_id(user.id.ToString());
  proto.set_username(user.username);
  proto.set_display_name(user.display_name);
  proto.set_unit_id(user.unit.ToString());
  proto.set_division(user.division);
  for (Role role : user.roles) proto.add_roles(static_cast<options::v1::Role>(role));
  proto.set_disabled(user.disabled);
  events::SetTimestamp(user.created_at, proto.mutable_create_time());
  proto.set_etag(std::to_string(user.version));
  return proto;
}

void RegisterUserRpc(rpc::Router& router, UserService& service) {
  router.Handle("hecha.directory.v1.UserService/ListUsers",
                [&service](const Call& call, const v1::ListUsersRequest& request) {
                  return ListUsers(service, call, request);
                });
  router.Handle("hecha.directory.v1.UserService/LookUpNames",
                [&service](const Call& call, const v1::LookUpNamesRequest& request) {
                  return LookUpNames(service, call, request);
                });
  router.Handle("hecha.directory.v1.UserService/CreateUser",
                [&service](const Call& call, const v1::CreateUserRequest& request) {
                  return CreateUser(service, call, request);
                });
  router.Handle("hecha.directory.v1.UserService/ChangePassword",
                [&service](const Call& call, const v1::ChangePasswordRequest& request) {
                  return ChangePassword(service, call, request);
                });
  router.Handle("hecha.directory.v1.UserService/DisableUser",
                [&service](const Call& call, const v1::DisableUserRequest& request) {
                  return DisableUser(service, call, request);
                });
}

}  // namespace hecha::directory
