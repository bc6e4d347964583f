#include "services/verification/workload_rpc.h"

#include "hecha/verification/v1/workload.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

v1::Workload ToProto(const Workload& workload) {
  v1::Workload out;
  for (const UnitLoad& unit : workload.units) {
    v1::UnitLoad& added = *out.add_units();
    added.set_unit_id(unit.unit.ToString());
    added.set_investigators(unit.investigators);
    added.set_cases(unit.cases);
    added.set_unhandled(unit.unhandled);
    added.set_overdue(unit.overdue);
  }
  for (const PersonLoad& person : workload.persons) {
    v1::PersonLoad& added = *out.add_persons();
    added.set_user_id(person.user.ToString());
    added.set_unit_id(person.unit.ToString());
    added.set_cases(person.cases);
    added.set_handled(person.handled);
    added.set_overdue(person.overdue);
  }
  for (const RebalancingHint& hint : HintsFor(workload.persons)) {
    v1::RebalancingHint& added = *out.add_hints();
    added.set_unit_id(hint.unit.ToString());
    added.set_from_user_id(hint.from.ToString());
    added.set_to_user_id(hint.to.ToString());
    added.set_cases(hint.cases);
  }
  return out;
}

}  // namespace

void RegisterWorkloadRpc(rpc::Router& router, WorkloadService& workloads) {
  router.Handle(
      "hecha.verification.v1.WorkloadService/GetWorkload",
      [&workloads](const Call& call,
                   const v1::GetWorkloadRequest& request) -> absl::StatusOr<v1::Workload> {
        WorkloadFilter filter;
        filter.division = request.division();
        if (!request.unit_id().empty()) {
          ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
        }
        ASSIGN_OR_RETURN(const Workload workload, workloads.Get(call, filter));
        return ToProto(workload);
      });
}

}  // namespace hecha::verification
