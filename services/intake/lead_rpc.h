// The face of leads: hecha.intake.v1.LeadService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/lead_service.h"

namespace hecha::intake {

// `leads` outlives the router.
void RegisterLeadRpc(rpc::Router& router, LeadService& leads);

}  // namespace hecha::intake
