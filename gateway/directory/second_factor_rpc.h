// The face of second factors: hecha.directory.v1.SecondFactorService.
#pragma once

#include "gateway/directory/second_factor_service.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// Registers the handlers. `service` must outlive `router`.
void RegisterSecondFactorRpc(rpc::Router& router, SecondFactorService& service);

}  // namespace hecha::directory
