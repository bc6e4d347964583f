#include "services/verification/workload_service.h"

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {

absl::StatusOr<Workload> WorkloadService::Get(const Call& call, WorkloadFilter filter) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  if (!actor.Has(Role::kOffice) && !actor.Has(Role::kLeader) && !actor.Has(Role::kCityOffice))
    RETURN_IF_ERROR(NarrowToOwnUnit(actor, filter.unit));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return workloads_.Count(transaction, filter, call.now);
  });
}

}  // namespace hecha::verification
