// The face of cases: hecha.verification.v1.CaseService on the router, but for the methods of
// reports (report_rpc.h) and endorsements (endorsement_rpc.h).
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/case_service.h"

namespace hecha::verification {

// `cases` outlives the router.
void RegisterCaseRpc(rpc::Router& router, CaseService& cases);

}  // namespace hecha::verification
