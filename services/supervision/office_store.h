// An OfficeStore keeps which unit is the anti-crime office of a town, as the directory tells it.
// The only place that knows the table `office`. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/db/transaction.h"

namespace hecha::supervision {

struct Office {
  std::string division;
  UnitId unit;
  std::string name;
};

class OfficeStore {
 public:
  // Replaces the one that was known of the town.
  absl::Status Put(db::Transaction& transaction, const Office& office) const;

  // Nothing for a town whose office nobody told of.
  absl::StatusOr<std::optional<Office>> Find(db::Transaction& transaction,
                                             const std::string& division) const;
};

}  // namespace hecha::supervision
