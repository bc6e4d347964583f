// The face of clocks: hecha.supervision.v1.ClockService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/clock_service.h"

namespace hecha::supervision {

// `clocks` outlives the router.
void RegisterClockRpc(rpc::Router& router, ClockService& clocks);

}  // namespace hecha::supervision
