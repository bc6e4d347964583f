// The face of link graphs: hecha.intake.v1.LeadGraphService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/lead_graph_service.h"

namespace hecha::intake {

// `graphs` outlives the router.
void RegisterLeadGraphRpc(rpc::Router& router, LeadGraphService& graphs);

}  // namespace hecha::intake
