#include "services/common/rpc/policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/common/base/refusal.h"

namespace hecha::rpc {
namespace {

using options::v1::MethodPolicy;

absl::Status RoleRequired() {
  return RefuseCaller("ROLE_REQUIRED", "您的职责不包括此操作", "your role does not include this");
}

absl::Status ServiceRequired() {
  return RefuseCaller("SERVICE_REQUIRED", "仅限系统内部调用", "only another service may call this");
}

bool HoldsAny(const Actor& actor, const MethodPolicy& policy) {
  return std::any_of(policy.roles().begin(), policy.roles().end(),
                     [&](int role) { return actor.Has(static_cast<Role>(role)); });
}

}  // namespace

absl::StatusOr<MethodPolicy> PolicyOf(const google::protobuf::MethodDescriptor& method) {
  const auto wrong = [&](const char* what) {
    return absl::FailedPreconditionError(fmt::format("{}: {}", method.full_name(), what));
  };
  if (!method.options().HasExtension(options::v1::policy)) return wrong("no policy");
  const MethodPolicy& policy = method.options().GetExtension(options::v1::policy);
  if (policy.access() == options::v1::ACCESS_UNSPECIFIED) return wrong("policy without access");
  if (policy.lane() == options::v1::LANE_UNSPECIFIED) return wrong("policy without lane");
  const bool by_role = policy.access() == options::v1::ACCESS_ROLES;
  if (by_role && policy.roles().empty()) return wrong("ACCESS_ROLES without roles");
  if (!by_role && !policy.roles().empty()) return wrong("roles without ACCESS_ROLES");
  return policy;
}

absl::Status Authorize(const MethodPolicy& policy, const Actor& actor) {
  if (policy.access() == options::v1::ACCESS_PUBLIC) return absl::OkStatus();
  if (actor.kind == Actor::Kind::kCitizen) return SignInRequired();
  switch (policy.access()) {
    case options::v1::ACCESS_SESSION:
      return actor.kind == Actor::Kind::kUser ? absl::OkStatus() : RoleRequired();
    case options::v1::ACCESS_ROLES:
      return actor.kind == Actor::Kind::kUser && HoldsAny(actor, policy) ? absl::OkStatus()
                                                                         : RoleRequired();
    case options::v1::ACCESS_SERVICE:
      return actor.kind == Actor::Kind::kService ? absl::OkStatus() : ServiceRequired();
    default:
      return RoleRequired();
  }
}

absl::Status SignInRequired() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {"SIGN_IN_REQUIRED", "", "请先登录", "sign in first"});
}

}  // namespace hecha::rpc
