// The face of changes of lists: hecha.intake.v1.ListChangeService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/list_change_service.h"

namespace hecha::intake {

// `changes` outlives the router.
void RegisterListChangeRpc(rpc::Router& router, ListChangeService& changes);

}  // namespace hecha::intake
