// The face of the gatekeeper: hecha.directory.v1.ChallengeService on the router.
#pragma once

#include "gateway/proxy/gatekeeper.h"
#include "services/common/rpc/router.h"

namespace hecha::proxy {

// `gatekeeper` outlives the router.
void RegisterChallengeRpc(rpc::Router& router, Gatekeeper& gatekeeper);

}  // namespace hecha::proxy
