#include "services/verification/taskforce_rpc.h"

#include <utility>

#include "services/verification/case_view_rpc.h"

namespace hecha::verification {
namespace {

absl::StatusOr<TeamChange> FromProto(const v1::HandOverRequest& request) {
  TeamChange change;
  if (!request.from_user_id().empty()) {
    ASSIGN_OR_RETURN(change.from, ParseId<UserId>("from_user_id", request.from_user_id()));
  }
  if (!request.to_user_id().empty()) {
    ASSIGN_OR_RETURN(change.to, ParseId<UserId>("to_user_id", request.to_user_id()));
  }
  if (request.role() != v1::TEAM_ROLE_UNSPECIFIED)
    change.role = static_cast<TeamRole>(request.role());
  change.reason = request.reason();
  return change;
}

}  // namespace

void RegisterTaskforceRpc(rpc::Router& router, TaskforceService& taskforces) {
  HandleCase<v1::DeclareInterestsRequest>(
      router, "DeclareInterests",
      [&taskforces](const Call& call, CaseId id, const v1::DeclareInterestsRequest& request) {
        DeclaredInterests interests{request.text(), request.conflict(), {}};
        interests.related_names.assign(request.related_names().begin(),
                                       request.related_names().end());
        return taskforces.Declare(call, id, interests);
      });
  HandleCase<v1::HandOverRequest>(
      router, "HandOver",
      [&taskforces](const Call& call, CaseId id,
                    const v1::HandOverRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(TeamChange change, FromProto(request));
        return taskforces.HandOver(call, id, std::move(change));
      });
  HandleCase<v1::RecuseRequest>(
      router, "Recuse",
      [&taskforces](const Call& call, CaseId id,
                    const v1::RecuseRequest& request) -> absl::StatusOr<Case> {
        ASSIGN_OR_RETURN(const UserId user, ParseId<UserId>("user_id", request.user_id()));
        return taskforces.Recuse(call, id, user, request.reason());
      });
}

}  // namespace hecha::verification
