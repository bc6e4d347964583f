// The face of the triage board: hecha.intake.v1.TriageBoardService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/triage_board_service.h"

namespace hecha::intake {

// `board` outlives the router.
void RegisterTriageBoardRpc(rpc::Router& router, TriageBoardService& board);

}  // namespace hecha::intake
