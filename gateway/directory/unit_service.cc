#include "gateway/directory/unit_service.h"

#include <utility>

#include "hecha/directory/v1/events.pb.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

events::Event Changed(const Unit& unit, std::string action) {
  v1::UnitChanged payload;
  payload.set_unit_id(unit.id.ToString());
  payload.set_division(unit.division);
  payload.set_name(unit.name);
  payload.set_function(static_cast<v1::UnitFunction>(unit.function));
  for (Sector sector : unit.sectors) payload.add_sectors(static_cast<intake::v1::Sector>(sector));
  payload.set_active(unit.active);
  return events::MakeEvent("unit", unit.id.uuid, unit.version, unit.division, std::move(action),
                           std::move(payload));
}

}  // namespace

absl::StatusOr<Unit> UnitService::Ensure(const Call& call, const std::string& division,
                                         const std::string& name, UnitFunction function,
                                         const std::set<Sector>& sectors) {
  ASSIGN_OR_RETURN(const Unit created,
                   Unit::Create(UnitId::New(call.now), division, name, function, sectors));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const std::optional<Unit> existing,
                         store_.FindByName(transaction, division, name));
        if (existing.has_value()) return existing->id.uuid;
        RETURN_IF_ERROR(store_.Insert(transaction, created));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Changed(created, "unit.create")));
        return created.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return store_.Find(transaction, UnitId{id});
      });
}

absl::StatusOr<UnitService::Listing> UnitService::List(const Call& call, UnitFilter filter,
                                                       const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  Listing listing;
  ASSIGN_OR_RETURN(listing.units,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return store_.List(transaction, filter, page);
                   }));
  listing.next_page_token = page.Cut(listing.units, [](const Unit& unit) { return unit.id; });
  return listing;
}

}  // namespace hecha::directory
