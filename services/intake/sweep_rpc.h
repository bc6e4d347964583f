// The face of sweeps: hecha.intake.v1.SweepService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/sweep_service.h"

namespace hecha::intake {

// `sweeps` outlives the router.
void RegisterSweepRpc(rpc::Router& router, SweepService& sweeps);

}  // namespace hecha::intake
