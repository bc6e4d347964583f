// hecha.directory.v1.DivisionService.
#pragma once

#include "gateway/directory/division_service.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// `service` must outlive `router`.
void RegisterDivisionRpc(rpc::Router& router, DivisionService& service);

}  // namespace hecha::directory
