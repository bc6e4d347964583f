// The face of grouped suggestions: hecha.intake.v1.MatchClusterService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/match_cluster_service.h"

namespace hecha::intake {

// `clusters` outlives the router.
void RegisterMatchClusterRpc(rpc::Router& router, MatchClusterService& clusters);

}  // namespace hecha::intake
