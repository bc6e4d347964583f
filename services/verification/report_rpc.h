// The face of reports: their methods of hecha.verification.v1.CaseService.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/report_service.h"

namespace hecha::verification {

// `reports` outlives the router.
void RegisterReportRpc(rpc::Router& router, ReportService& reports);

}  // namespace hecha::verification
