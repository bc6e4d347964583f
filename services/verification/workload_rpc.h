// WorkloadService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/workload_service.h"

namespace hecha::verification {

// `workloads` outlives the router.
void RegisterWorkloadRpc(rpc::Router& router, WorkloadService& workloads);

}  // namespace hecha::verification
