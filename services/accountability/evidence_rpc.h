// The face of the evidence log: hecha.accountability.v1.EvidenceService on the router.
#pragma once

#include "services/accountability/evidence_service.h"
#include "services/common/rpc/router.h"

namespace hecha::accountability {

// `evidence` outlives the router.
void RegisterEvidenceRpc(rpc::Router& router, EvidenceService& evidence);

}  // namespace hecha::accountability
