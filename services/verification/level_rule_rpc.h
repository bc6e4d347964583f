// LevelRuleService of the API.
#pragma once

#include "hecha/verification/v1/level_rule.pb.h"
#include "services/common/rpc/router.h"
#include "services/verification/level_rule_service.h"

namespace hecha::verification {

v1::Grade ToProto(const Grade& grade);

// `rules` outlives the router.
void RegisterLevelRuleRpc(rpc::Router& router, LevelRuleService& rules);

}  // namespace hecha::verification
