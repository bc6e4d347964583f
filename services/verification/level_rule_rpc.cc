#include "services/verification/level_rule_rpc.h"

#include <vector>

#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {

v1::Grade ToProto(const Grade& grade) {
  v1::Grade out;
  out.set_plan_approver(static_cast<v1::Approver>(grade.plan_approver));
  out.set_extension_approver(static_cast<v1::Approver>(grade.extension_approver));
  out.set_plan_within_days(grade.plan_within_days);
  out.set_progress_every_days(grade.progress_every_days);
  return out;
}

void RegisterLevelRuleRpc(rpc::Router& router, LevelRuleService& rules) {
  router.Handle(
      "hecha.verification.v1.LevelRuleService/ListLevelRules",
      [&rules](const Call& call,
               const v1::ListLevelRulesRequest&) -> absl::StatusOr<v1::ListLevelRulesResponse> {
        ASSIGN_OR_RETURN(const std::vector<LevelRule> listed, rules.List(call));
        v1::ListLevelRulesResponse response;
        for (const LevelRule& rule : listed) {
          v1::LevelRule& out = *response.add_level_rules();
          out.set_level(static_cast<intake::v1::Level>(rule.level));
          events::SetTimestamp(rule.effective_at, out.mutable_effective_at());
          *out.mutable_grade() = ToProto(rule.grade);
          out.set_basis(rule.basis);
        }
        return response;
      });
}

}  // namespace hecha::verification
