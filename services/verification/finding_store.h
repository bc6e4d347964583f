// A FindingStore persists the findings of cases with the evidence under them. The only place
// that knows the tables `case_finding` and `finding_evidence`. Stateless; safe for concurrent
// use.
#pragma once

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/case_vault.h"

namespace hecha::verification {

class FindingStore {
 public:
  // Saves the finding that this version of `subject` made, if it made one.
  absl::Status Save(db::Transaction& transaction, const Case& subject,
                    const CaseVault& vault) const;

  // Fills them in.
  absl::Status Read(db::Transaction& transaction, Case& subject, const CaseVault& vault) const;
};

}  // namespace hecha::verification
