// The face of SearchService: proto <-> domain.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/search_service.h"

namespace hecha::intake {

void RegisterSearchRpc(rpc::Router& router, SearchService& search);

}  // namespace hecha::intake
