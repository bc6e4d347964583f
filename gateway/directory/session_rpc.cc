#include "gateway/directory/session_rpc.h"

#include "gateway/directory/unit_rpc.h"
#include "gateway/directory/user_rpc.h"
#include "hecha/directory/v1/session.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::directory {

void RegisterSessionRpc(rpc::Router& router, SessionService& service) {
  router.Handle("hecha.directory.v1.SessionService/CreateSession",
                [&service](const Call& call, const v1::CreateSessionRequest& request)
                    -> absl::StatusOr<v1::CreateSessionResponse> {
                  ASSIGN_OR_RETURN(
                      const NewSession session,
                      service.Login(call, {request.username(), request.password(), request.otp()}));
                  v1::CreateSessionResponse response;
                  response.set_token(session.token);
                  *response.mutable_user() = ToProto(session.user);
                  events::SetTimestamp(session.expires_at, response.mutable_expires_at());
                  return response;
                });
  router.Handle(
      "hecha.directory.v1.SessionService/DeleteSession",
      [&service](const Call& call,
                 const v1::DeleteSessionRequest&) -> absl::StatusOr<v1::DeleteSessionResponse> {
        RETURN_IF_ERROR(service.Logout(call));
        return v1::DeleteSessionResponse();
      });
  router.Handle(
      "hecha.directory.v1.SessionService/GetMe",
      [&service](const Call& call, const v1::GetMeRequest&) -> absl::StatusOr<v1::GetMeResponse> {
        ASSIGN_OR_RETURN(const SessionService::Identity me, service.Me(call));
        v1::GetMeResponse response;
        *response.mutable_user() = ToProto(me.user);
        *response.mutable_unit() = ToProto(me.unit);
        response.set_second_factor(me.second_factor);
        return response;
      });
}

}  // namespace hecha::directory
