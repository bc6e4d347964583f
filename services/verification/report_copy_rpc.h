// The face of copies of reports: PrintReport and ExportReport of hecha.verification.v1.CaseService.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/report_copy_service.h"

namespace hecha::verification {

// `copies` outlives the router.
void RegisterReportCopyRpc(rpc::Router& router, ReportCopyService& copies);

}  // namespace hecha::verification
