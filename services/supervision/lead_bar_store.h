// A LeadBarStore keeps which units must stand aside from a lead, as intake tells; what is about the
// lead is not listed to their people. Stateless; safe for concurrent use.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/supervision/clock.h"

namespace hecha::supervision {

struct Bar {
  LeadId lead;
  UnitId unit;
};

class LeadBarStore {
 public:
  // Leaves those alone that are known.
  absl::Status AddAll(db::Transaction& transaction, std::span<const Bar> bars) const;

  absl::Status Forget(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::supervision
