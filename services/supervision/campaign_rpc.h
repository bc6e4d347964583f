// The face of campaigns: hecha.supervision.v1.CampaignService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/campaign_service.h"

namespace hecha::supervision {

// `campaigns` outlives the router.
void RegisterCampaignRpc(rpc::Router& router, CampaignService& campaigns);

}  // namespace hecha::supervision
