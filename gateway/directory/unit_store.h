// A UnitStore keeps units. Stateless, so safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/unit.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"

namespace hecha::directory {

struct UnitFilter {
  // Division prefix.
  std::string division;
  std::optional<UnitFunction> function;
  // Units in charge of it, those in charge of every sector included.
  std::optional<Sector> sector;
};

class UnitStore {
 public:
  // AlreadyExists if the division has a unit of that name.
  absl::Status Insert(db::Transaction& transaction, const Unit& unit) const;

  // NotFound, as for a stranger, if there is none.
  absl::StatusOr<Unit> Find(db::Transaction& transaction, const UnitId& id) const;

  absl::StatusOr<std::optional<Unit>> FindByName(db::Transaction& transaction,
                                                 const std::string& division,
                                                 const std::string& name) const;

  // One page and, where there are more, one row beyond it.
  absl::StatusOr<std::vector<Unit>> List(db::Transaction& transaction, const UnitFilter& filter,
                                         const Page& page) const;
};

}  // namespace hecha::directory
