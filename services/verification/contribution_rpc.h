// ContributionService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/contribution_service.h"

namespace hecha::verification {

// `contributions` outlives the router.
void RegisterContributionRpc(rpc::Router& router, ContributionService& contributions);

}  // namespace hecha::verification
