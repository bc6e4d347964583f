// The face of clearances: hecha.verification.v1.ClearanceService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/clearance_service.h"

namespace hecha::verification {

// `clearances` outlives the router.
void RegisterClearanceRpc(rpc::Router& router, ClearanceService& clearances);

}  // namespace hecha::verification
