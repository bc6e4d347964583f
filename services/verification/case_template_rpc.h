// CaseTemplateService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/case_template_service.h"

namespace hecha::verification {

// `templates` outlives the router.
void RegisterCaseTemplateRpc(rpc::Router& router, CaseTemplateService& templates);

}  // namespace hecha::verification
