// The face of revisits: hecha.verification.v1.RevisitService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/revisit_service.h"

namespace hecha::verification {

// `revisits` outlives the router.
void RegisterRevisitRpc(rpc::Router& router, RevisitService& revisits);

}  // namespace hecha::verification
