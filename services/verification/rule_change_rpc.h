// RuleChangeService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/rule_change_service.h"

namespace hecha::verification {

// `changes` outlives the router.
void RegisterRuleChangeRpc(rpc::Router& router, RuleChangeService& changes);

}  // namespace hecha::verification
