// A ReportCopyStore numbers the copies of a case's reports that were handed out. Safe for
// concurrent use.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"

namespace hecha::verification {

class ReportCopyStore {
 public:
  // Counts one more, and returns which it is, from 1. The next one waits for the commit.
  absl::StatusOr<int64_t> Count(db::Transaction& transaction, CaseId id) const;
};

}  // namespace hecha::verification
