// A TriageRuleStore reads the triage rules. The only place that knows the table `triage_rule`.
// Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/triage_rule.h"

namespace hecha::intake {

class TriageRuleStore {
 public:
  // Every rule, those out of force too, in the order of their codes and dates.
  absl::StatusOr<std::vector<TriageRule>> List(db::Transaction& transaction) const;
};

}  // namespace hecha::intake
