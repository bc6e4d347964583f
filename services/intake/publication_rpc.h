// The face of publications: hecha.intake.v1.PublicityService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/publication_service.h"

namespace hecha::intake {

// `publications` outlives the router.
void RegisterPublicationRpc(rpc::Router& router, PublicationService& publications);

}  // namespace hecha::intake
