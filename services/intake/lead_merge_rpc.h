// The face of merging: hecha.intake.v1.MergeService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/lead_merge_service.h"

namespace hecha::intake {

// `merges` outlives the router.
void RegisterLeadMergeRpc(rpc::Router& router, LeadMergeService& merges);

}  // namespace hecha::intake
