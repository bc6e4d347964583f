// The face of transfers: hecha.consultation.v1.TransferService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/consultation/transfer_service.h"

namespace hecha::consultation {

// `transfers` outlives the router.
void RegisterTransferRpc(rpc::Router& router, TransferService& transfers);

}  // namespace hecha::consultation
