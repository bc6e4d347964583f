// The face of proceedings: hecha.accountability.v1.ProceedingService on the router.
#pragma once

#include "services/accountability/proceeding_service.h"
#include "services/common/rpc/router.h"

namespace hecha::accountability {

// `proceedings` outlives the router.
void RegisterProceedingRpc(rpc::Router& router, ProceedingService& proceedings);

}  // namespace hecha::accountability
