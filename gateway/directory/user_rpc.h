// hecha.directory.v1.UserService.
#pragma once

#include "gateway/directory/user_service.h"
#include "hecha/directory/v1/user.pb.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// `service` must outlive `router`.
void RegisterUserRpc(rpc::Router& router, UserService& service);

v1::User ToProto(const User& user);

}  // namespace hecha::directory
