// A CommissionCallStore keeps which discipline commission a team called for. The only place that
// writes the column `flagged`: LeadStore::Update leaves it alone, so that a change that began
// before a call, which may leave the lead's version as it is, does not lose it. Stateless; safe for
// concurrent use.
#pragma once

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"

namespace hecha::intake {

class CommissionCallStore {
 public:
  absl::Status Put(db::Transaction& transaction, const Lead& lead) const;
};

}  // namespace hecha::intake
