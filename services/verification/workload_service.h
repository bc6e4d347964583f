// A WorkloadService tells who carries how much. Safe for concurrent use.
#pragma once

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/db/database.h"
#include "services/verification/workload_store.h"

namespace hecha::verification {

class WorkloadService {
 public:
  explicit WorkloadService(db::Database& database) : database_(database) {}

  // Within the caller's scope whatever `filter` asks for: a unit head's own unit, everyone
  // else's territory.
  absl::StatusOr<Workload> Get(const Call& call, WorkloadFilter filter);

 private:
  db::Database& database_;
  const WorkloadStore workloads_{};
};

}  // namespace hecha::verification
