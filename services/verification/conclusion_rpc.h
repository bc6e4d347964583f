// The face of what follows from an outcome: its methods of hecha.verification.v1.CaseService.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/conclusion_service.h"

namespace hecha::verification {

// `conclusions` outlives the router.
void RegisterConclusionRpc(rpc::Router& router, ConclusionService& conclusions);

}  // namespace hecha::verification
