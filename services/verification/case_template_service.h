// A CaseTemplateService lists the case templates. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/verification/case_template_store.h"

namespace hecha::verification {

class CaseTemplateService {
 public:
  explicit CaseTemplateService(db::Database& database) : database_(database) {}

  // Those in force now; of one sector unless it is 0.
  absl::StatusOr<std::vector<CaseTemplate>> List(const Call& call, int sector);

 private:
  db::Database& database_;
  const CaseTemplateStore templates_{};
};

}  // namespace hecha::verification
