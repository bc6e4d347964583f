// A LeadBarStore keeps which units must stand aside from a lead, as intake tells. The only place
// that writes the table `lead_barred_unit`. Stateless; safe for concurrent use.
#pragma once

#include <set>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"

namespace hecha::verification {

class LeadBarStore {
 public:
  // Sets the units that the lead bars.
  absl::Status Replace(db::Transaction& transaction, LeadId lead,
                       const std::set<UnitId>& units) const;

  // InvalidArgument UNIT_MUST_STAND_ASIDE, of the field `unit_id`, if the lead bars the unit.
  absl::Status CheckMayWork(db::Transaction& transaction, LeadId lead, UnitId unit) const;

  absl::StatusOr<bool> Bars(db::Transaction& transaction, LeadId lead, UnitId unit) const;
};

}  // namespace hecha::verification
