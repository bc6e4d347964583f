// hecha.directory.v1.SessionService.
#pragma once

#include "gateway/directory/session_service.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// `service` must outlive `router`.
void RegisterSessionRpc(rpc::Router& router, SessionService& service);

}  // namespace hecha::directory
