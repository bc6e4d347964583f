// A LevelRuleStore keeps the level rules. The only place that knows the table `level_rule`.
// Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/level_rule.h"

namespace hecha::verification {

class LevelRuleStore {
 public:
  // The grade that `level` asks for at `now`. NotFound if no rule is in force.
  absl::StatusOr<Grade> FindGrade(db::Transaction& transaction, Level level, absl::Time now) const;

  // Every rule, by level and then by date.
  absl::StatusOr<std::vector<LevelRule>> List(db::Transaction& transaction) const;

  // AlreadyExists if the level has a rule from the same moment on.
  absl::Status Put(db::Transaction& transaction, const LevelRule& rule) const;
};

}  // namespace hecha::verification
