// The face of matches: hecha.intake.v1.MatchService.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/match_service.h"

namespace hecha::intake {

// `matches` must outlive the router.
void RegisterMatchRpc(rpc::Router& router, MatchService& matches);

}  // namespace hecha::intake
