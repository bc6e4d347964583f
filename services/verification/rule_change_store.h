// A RuleChangeStore persists changes of rules. The only place that knows the table `rule_change`.
// Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/verification/rule_change.h"

namespace hecha::verification {

class RuleChangeStore {
 public:
  absl::Status Insert(db::Transaction& transaction, const RuleChange& change) const;

  // Saves a change whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const RuleChange& change) const;

  // NotFound if there is no such change.
  absl::StatusOr<RuleChange> Find(db::Transaction& transaction, RuleChangeId id) const;

  // Those of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<RuleChange>> List(db::Transaction& transaction,
                                               const Page& page) const;
};

}  // namespace hecha::verification
