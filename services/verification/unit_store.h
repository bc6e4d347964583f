// A UnitStore keeps verification's copy of the directory's units. Stateless; safe for
// concurrent use.
#pragma once

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/unit.h"

namespace hecha::verification {

class UnitStore {
 public:
  // Inserts the unit, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const Unit& unit) const;

  // NotFound if no such unit is known.
  absl::StatusOr<Unit> Find(db::Transaction& transaction, UnitId id) const;
};

}  // namespace hecha::verification
