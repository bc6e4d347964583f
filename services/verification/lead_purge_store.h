// A LeadPurgeStore leaves nothing of what verification knows of a purged lead. Which tables those
// are it asks the schema: every one with a case_id or a lead_id, so that none is forgotten. Safe
// for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/case.h"

namespace hecha::verification {

class LeadPurgeStore {
 public:
  explicit LeadPurgeStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::StatusOr<std::vector<CaseId>> ListCases(db::Transaction& transaction, LeadId lead) const;

  // Those of its teams' flags that told of themselves.
  absl::StatusOr<std::vector<UmbrellaFlagId>> ListFlags(db::Transaction& transaction,
                                                        LeadId lead) const;

  // Deletes the rows of the lead and of `cases`, and shreds the lead's key.
  absl::Status Erase(db::Transaction& transaction, LeadId lead, const std::vector<CaseId>& cases,
                     absl::Time now) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
