#include "gateway/directory/unit_rpc.h"

#include "gateway/directory/division.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

absl::StatusOr<UnitFilter> FilterFromProto(const v1::ListUnitsRequest& request) {
  UnitFilter filter;
  if (!request.division().empty() && !IsDivisionCode(request.division()))
    return RefuseField("DIVISION_CODE", "division", "区划代码须为 2、4、6 或 9 位数字",
                       "a division code has 2, 4, 6 or 9 digits");
  filter.division = request.division();
  if (request.function() != v1::UNIT_FUNCTION_UNSPECIFIED) {
    if (!v1::UnitFunction_IsValid(request.function()))
      return RefuseField("UNKNOWN_CODE", "function", "没有这种单位职能", "no such function");
    filter.function = static_cast<UnitFunction>(request.function());
  }
  if (request.sector() != intake::v1::SECTOR_UNSPECIFIED) {
    if (!intake::v1::Sector_IsValid(request.sector()))
      return RefuseField("UNKNOWN_CODE", "sector", "没有这个行业", "no such sector");
    filter.sector = static_cast<Sector>(request.sector());
  }
  return filter;
}

}  // namespace

v1::Unit ToProto(const Unit& unit) {
  v1::Unit proto;
  proto.set_id(unit.id.ToString());
  proto.set_division(unit.division);
  proto.set_name(unit.name);
  proto.set_function(static_cast<v1::UnitFunction>(unit.function));
  for (Sector sector : unit.sectors) proto.add_sectors(static_cast<intake::v1::Sector>(sector));
  proto.set_active(unit.active);
  proto.set_etag(std::to_string(unit.version));
  return proto;
}

void RegisterUnitRpc(rpc::Router& router, UnitService& service) {
  router.Handle(
      "hecha.directory.v1.UnitService/ListUnits",
      [&service](const Call& call,
                 const v1::ListUnitsRequest& request) -> absl::StatusOr<v1::ListUnitsResponse> {
        ASSIGN_OR_RETURN(UnitFilter filter, FilterFromProto(request));
        ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
        ASSIGN_OR_RETURN(const UnitService::Listing listing,
                         service.List(call, std::move(filter), page));
        v1::ListUnitsResponse response;
        for (const Unit& unit : listing.units) *response.add_units() = ToProto(unit);
        response.set_next_page_token(listing.next_page_token);
        return response;
      });
}

}  // namespace hecha::directory
