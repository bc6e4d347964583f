// The face of reporters: hecha.intake.v1.ReporterService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/reporter_service.h"

namespace hecha::intake {

// `reporters` outlives the router.
void RegisterReporterRpc(rpc::Router& router, ReporterService& reporters);

}  // namespace hecha::intake
