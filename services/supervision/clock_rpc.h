// The face of clocks: hecha.supervision.v1.ClockService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/clock_service.h"
#include "services/supervision/light_service.h"

namespace hecha::supervision {

// `clocks` and `lights` outlive the router.
void RegisterClockRpc(rpc::Router& router, ClockService& clocks, LightService& lights);

}  // namespace hecha::supervision
