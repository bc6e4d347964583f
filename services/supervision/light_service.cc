#include "services/supervision/light_service.h"

#include <utility>

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

absl::StatusOr<LightFilter> Narrow(const Actor& actor, std::string division) {
  RETURN_IF_ERROR(NarrowToScope(actor, division));
  LightFilter filter{std::move(division), std::nullopt, actor.unit};
  if (actor.Has(Role::kInvestigator) || actor.Has(Role::kUnitHead)) filter.unit = actor.unit;
  return filter;
}

}  // namespace

absl::StatusOr<std::vector<LeadClock>> LightService::ListGravest(const Call& call,
                                                                 std::string division, int limit) {
  ASSIGN_OR_RETURN(const LightFilter filter, Narrow(call.actor, std::move(division)));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return lights_.ListGravest(transaction, filter, limit);
  });
}

absl::StatusOr<std::vector<LeadClock>> LightService::ListOf(const Call& call, std::string division,
                                                            const std::vector<LeadId>& leads) {
  ASSIGN_OR_RETURN(const LightFilter filter, Narrow(call.actor, std::move(division)));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return lights_.ListOf(transaction, filter, leads);
  });
}

}  // namespace hecha::supervision
