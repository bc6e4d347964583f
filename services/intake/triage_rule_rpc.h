// The face of triage rules: hecha.intake.v1.TriageRuleService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/intake/triage_rule_service.h"

namespace hecha::intake {

// `rules` outlives the router.
void RegisterTriageRuleRpc(rpc::Router& router, TriageRuleService& rules);

}  // namespace hecha::intake
