// Plans in the CaseService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/plan_service.h"

namespace hecha::verification {

// `plans` outlives the router.
void RegisterPlanRpc(rpc::Router& router, PlanService& plans);

}  // namespace hecha::verification
