// ReportDraftService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/report_draft_service.h"

namespace hecha::verification {

// `drafts` outlives the router.
void RegisterReportDraftRpc(rpc::Router& router, ReportDraftService& drafts);

}  // namespace hecha::verification
