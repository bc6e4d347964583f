#include "services/verification/level_rule_service.h"

namespace hecha::verification {

absl::StatusOr<std::vector<LevelRule>> LevelRuleService::List(const Call& call) {
  return database_.Read(call.deadline,
                        [&](db::Transaction& transaction) { return rules_.List(transaction); });
}

}  // namespace hecha::verification
