#include "gateway/directory/second_factor_rpc.h"

#include "hecha/directory/v1/second_factor.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

absl::StatusOr<v1::SecondFactor> Answer(const absl::StatusOr<SecondFactor>& factor) {
  if (!factor.ok()) return factor.status();
  v1::SecondFactor proto;
  proto.set_user_id(factor->user.ToString());
  proto.set_active(factor->active());
  return proto;
}

absl::StatusOr<v1::EnrolSecondFactorResponse> Enrol(SecondFactorService& service, const Call& call,
                                                    const v1::EnrolSecondFactorRequest& request) {
  ASSIGN_OR_RETURN(const SecondFactorService::Enrolment enrolment,
                   service.Enrol(call, request.password()));
  v1::EnrolSecondFactorResponse response;
  response.set_secret(enrolment.secret);
  response.set_uri(enrolment.uri);
  return response;
}

}  // namespace

void RegisterSecondFactorRpc(rpc::Router& router, SecondFactorService& service) {
  router.Handle("hecha.directory.v1.SecondFactorService/EnrolSecondFactor",
                [&service](const Call& call, const v1::EnrolSecondFactorRequest& request) {
                  return Enrol(service, call, request);
                });
  router.Handle("hecha.directory.v1.SecondFactorService/ConfirmSecondFactor",
                [&service](const Call& call, const v1::ConfirmSecondFactorRequest& request) {
                  return Answer(service.Confirm(call, request.otp()));
                });
  router.Handle("hecha.directory.v1.SecondFactorService/RemoveSecondFactor",
                [&service](const Call& call, const v1::RemoveSecondFactorRequest& request) {
                  return Answer(service.Remove(call, request.otp()));
                });
  router.Handle(
      "hecha.directory.v1.SecondFactorService/ResetSecondFactor",
      [&service](const Call& call,
                 const v1::ResetSecondFactorRequest& request) -> absl::StatusOr<v1::SecondFactor> {
        ASSIGN_OR_RETURN(const UserId user, ParseId<UserId>("user_id", request.user_id()));
        return Answer(service.Reset(call, user));
      });
}

}  // namespace hecha::directory
