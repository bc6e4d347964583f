// Who may call a method: what its proto says, and whether an actor satisfies it. The gateway
// and the services ask the same two functions.
#pragma once

#include <google/protobuf/descriptor.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/base/actor.h"

namespace hecha::rpc {

// The (hecha.options.v1.policy) of `method`. FailedPrecondition if there is none, or it names
// no access or no lane, or it lists roles for another access than ACCESS_ROLES or none for it.
absl::StatusOr<options::v1::MethodPolicy> PolicyOf(
    const google::protobuf::MethodDescriptor& method);

// Ok if `actor` may call a method of this policy. Unauthenticated SIGN_IN_REQUIRED for a
// citizen where an account is asked for; PermissionDenied ROLE_REQUIRED for an actor without
// the role; PermissionDenied SERVICE_REQUIRED where only another process may call.
absl::Status Authorize(const options::v1::MethodPolicy& policy, const Actor& actor);

// What a caller without a valid session is told.
absl::Status SignInRequired();

}  // namespace hecha::rpc
