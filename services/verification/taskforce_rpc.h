// Taskforces in the CaseService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/taskforce_service.h"

namespace hecha::verification {

// `taskforces` outlives the router.
void RegisterTaskforceRpc(rpc::Router& router, TaskforceService& taskforces);

}  // namespace hecha::verification
