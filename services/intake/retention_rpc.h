// The face of RetentionService: proto <-> domain.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/retention_service.h"

namespace hecha::intake {

void RegisterRetentionRpc(rpc::Router& router, RetentionService& retentions);

}  // namespace hecha::intake
