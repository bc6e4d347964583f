// A LeadReturnStore persists why units gave a lead back, sealed under the lead's data key. The only
// place that knows the table `lead_return`. Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/lead.h"

namespace hecha::intake {

class LeadReturnStore {
 public:
  // Inserts the return of its round, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const security::DataKey& key, LeadId lead,
                   const LeadReturn& returned) const;

  // Oldest first.
  absl::StatusOr<std::vector<LeadReturn>> ListByLead(db::Transaction& transaction,
                                                     const security::DataKey& key,
                                                     LeadId lead) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::intake
