// The face of endorsements: their methods of hecha.verification.v1.CaseService.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/endorsement_service.h"

namespace hecha::verification {

// `endorsements` outlives the router.
void RegisterEndorsementRpc(rpc::Router& router, EndorsementService& endorsements);

}  // namespace hecha::verification
