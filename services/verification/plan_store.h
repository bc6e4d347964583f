// A PlanStore persists the plans of cases, what they list and what was decided of them. The only
// place that knows the tables `case_allegation` and `plan_decision`; the plan's own line stands
// in the case's row. Stateless; safe for concurrent use.
#pragma once

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/case_vault.h"

namespace hecha::verification {

class PlanStore {
 public:
  // Saves what this version of `subject` changed of it.
  absl::Status Save(db::Transaction& transaction, const Case& subject,
                    const CaseVault& vault) const;

  // Fills in allegations and decisions.
  absl::Status Read(db::Transaction& transaction, Case& subject, const CaseVault& vault) const;
};

}  // namespace hecha::verification
