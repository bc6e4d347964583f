// An InvestigatorStore keeps verification's copy of the directory's investigators. Stateless;
// safe for concurrent use.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/investigator.h"

namespace hecha::verification {

class InvestigatorStore {
 public:
  // Inserts the investigator, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const Investigator& investigator) const;

  // All of the lead's town, active or not, whose unit need not stand aside from the lead; ordered
  // by id.
  absl::StatusOr<std::vector<Investigator>> ListForLead(db::Transaction& transaction,
                                                        std::string_view division,
                                                        LeadId lead) const;
};

}  // namespace hecha::verification
