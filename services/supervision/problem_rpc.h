// The face of problems: hecha.supervision.v1.ProblemService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/supervision/problem_service.h"

namespace hecha::supervision {

// `problems` outlives the router.
void RegisterProblemRpc(rpc::Router& router, ProblemService& problems);

}  // namespace hecha::supervision
