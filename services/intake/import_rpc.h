// The face of lists: LeadService/ImportLeads and hecha.intake.v1.LeadImportService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/import_service.h"

namespace hecha::intake {

// `imports` outlives the router.
void RegisterImportRpc(rpc::Router& router, ImportService& imports);

}  // namespace hecha::intake
