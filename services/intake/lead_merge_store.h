// A LeadMergeStore keeps every step of leads' ways into others; reasons are sealed under the lead's
// data key. The only place that knows the table `lead_merge`. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/lead_merge.h"

namespace hecha::intake {

class LeadMergeStore {
 public:
  explicit LeadMergeStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Append(db::Transaction& transaction, const MergeRecord& record) const;

  // Oldest first.
  absl::StatusOr<std::vector<MergeRecord>> ListByLead(db::Transaction& transaction,
                                                      LeadId lead) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
