// The face of ledgers: hecha.supervision.v1.LedgerService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/ledger_service.h"

namespace hecha::supervision {

// `ledgers` outlives the router.
void RegisterLedgerRpc(rpc::Router& router, LedgerService& ledgers);

}  // namespace hecha::supervision
