// The face of leads: hecha.intake.v1.LeadService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/lead_service.h"
#include "services/intake/registrar.h"

namespace hecha::intake {

// `registrar` and `leads` outlive the router.
void RegisterLeadRpc(rpc::Router& router, Registrar& registrar, LeadService& leads);

}  // namespace hecha::intake
