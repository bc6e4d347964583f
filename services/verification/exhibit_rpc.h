// ExhibitService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/exhibit_service.h"

namespace hecha::verification {

// `exhibits` outlives the router.
void RegisterExhibitRpc(rpc::Router& router, ExhibitService& exhibits);

}  // namespace hecha::verification
