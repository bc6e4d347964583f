// A TriageRuleStore keeps the triage rules and their changes. The only place that knows the tables
// `triage_rule` and `triage_rule_change`. Stateless; safe for concurrent use.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/intake/triage_rule.h"
#include "services/intake/triage_rule_change.h"

namespace hecha::intake {

class TriageRuleStore {
 public:
  // Every rule, those out of force too, in the order of their codes and dates.
  absl::StatusOr<std::vector<TriageRule>> List(db::Transaction& transaction) const;

  // AlreadyExists if the territory has a rule of this code from the same moment on.
  absl::Status Put(db::Transaction& transaction, const TriageRule& rule) const;

  absl::Status Insert(db::Transaction& transaction, const TriageRuleChange& change) const;
  // Saves a change whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const TriageRuleChange& change) const;
  // NotFound if there is no such change.
  absl::StatusOr<TriageRuleChange> Find(db::Transaction& transaction, TriageRuleChangeId id) const;
  // Those of a page and one more where there is one, newest first: of the territories within
  // `division` and of those around it.
  absl::StatusOr<std::vector<TriageRuleChange>> ListChanges(db::Transaction& transaction,
                                                            std::string_view division,
                                                            const Page& page) const;
};

}  // namespace hecha::intake
