// A DivisionStore keeps the territory. Stateless, so safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/directory/division.h"
#include "services/common/db/transaction.h"

namespace hecha::directory {

class DivisionStore {
 public:
  // Adds the division, or renames the one that has its code.
  absl::Status Put(db::Transaction& transaction, const Division& division) const;

  // At most `limit` divisions that `within` prefixes and whose code follows `after`, by code.
  absl::StatusOr<std::vector<Division>> List(db::Transaction& transaction,
                                             const std::string& within, const std::string& after,
                                             int limit) const;
};

}  // namespace hecha::directory
