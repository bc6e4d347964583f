// The face of waiting cases: hecha.verification.v1.WaitingCaseService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/waiting_case_service.h"

namespace hecha::verification {

// `waiting` outlives the router.
void RegisterWaitingCaseRpc(rpc::Router& router, WaitingCaseService& waiting);

}  // namespace hecha::verification
