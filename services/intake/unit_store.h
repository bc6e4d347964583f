// A UnitStore keeps intake's copy of the directory's units. Stateless; safe for concurrent use.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/unit.h"

namespace hecha::intake {

class UnitStore {
 public:
  // Inserts the unit, or replaces what is known of it.
  absl::Status Put(db::Transaction& transaction, const Unit& unit) const;

  // NotFound if no such unit is known.
  absl::StatusOr<Unit> Find(db::Transaction& transaction, UnitId id) const;

  // Every unit of the division with exactly this code, ordered by id.
  absl::StatusOr<std::vector<Unit>> ListByDivision(db::Transaction& transaction,
                                                   std::string_view division) const;
};

}  // namespace hecha::intake
