// A CaseTemplateStore reads the case templates. The only place that knows the table
// `case_template`. Stateless; safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/verification/case_template.h"

namespace hecha::verification {

class CaseTemplateStore {
 public:
  // The templates in force at `now`, by sector; of one sector unless it is 0.
  absl::StatusOr<std::vector<CaseTemplate>> List(db::Transaction& transaction, int sector,
                                                 absl::Time now) const;
};

}  // namespace hecha::verification
