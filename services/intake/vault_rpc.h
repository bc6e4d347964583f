// The face of the vault: hecha.intake.v1.VaultService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/vault_service.h"

namespace hecha::intake {

// `vault` outlives the router.
void RegisterVaultRpc(rpc::Router& router, VaultService& vault);

}  // namespace hecha::intake
