// The face of leads: hecha.intake.v1.LeadService, LeadSubjectService and LeadReturnService on the
// router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/import_service.h"
#include "services/intake/lead_service.h"
#include "services/intake/registrar.h"
#include "services/intake/sweep_store.h"

namespace hecha::intake {

// `registrar`, `leads` and `imports` outlive the router.
void RegisterLeadRpc(rpc::Router& router, Registrar& registrar, LeadService& leads,
                     ImportService& imports);

}  // namespace hecha::intake
