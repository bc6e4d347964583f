// A LevelRuleService lists the level rules. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/verification/level_rule_store.h"

namespace hecha::verification {

class LevelRuleService {
 public:
  explicit LevelRuleService(db::Database& database) : database_(database) {}

  absl::StatusOr<std::vector<LevelRule>> List(const Call& call);

 private:
  db::Database& database_;
  const LevelRuleStore rules_{};
};

}  // namespace hecha::verification
