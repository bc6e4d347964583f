// The face of reports: their methods of hecha.verification.v1.CaseService.
#pragma once

#include "hecha/verification/v1/report.pb.h"
#include "services/common/rpc/router.h"
#include "services/verification/report_service.h"

namespace hecha::verification {

v1::Report ToProto(CaseId case_id, const Report& report);

// `reports` outlives the router.
void RegisterReportRpc(rpc::Router& router, ReportService& reports);

}  // namespace hecha::verification
