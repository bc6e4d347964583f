// The face of custodian keys: hecha.intake.v1.CustodianKeyService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/custodian_key_service.h"

namespace hecha::intake {

// `keys` outlives the router.
void RegisterCustodianKeyRpc(rpc::Router& router, CustodianKeyService& keys);

}  // namespace hecha::intake
