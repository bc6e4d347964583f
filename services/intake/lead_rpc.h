// The face of leads: hecha.intake.v1.LeadService, LeadSubjectService and LeadReturnService on the
// router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/import_service.h"
#include "services/intake/lead_service.h"
#include "services/intake/registrar.h"
#include "services/intake/vault_service.h"

namespace hecha::intake {

// All of them outlive the router.
void RegisterLeadRpc(rpc::Router& router, Registrar& registrar, LeadService& leads,
                     ImportService& imports, const VaultService& vault);

}  // namespace hecha::intake
