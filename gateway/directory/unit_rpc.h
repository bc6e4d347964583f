// hecha.directory.v1.UnitService.
#pragma once

#include "gateway/directory/unit_service.h"
#include "hecha/directory/v1/unit.pb.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// `service` must outlive `router`.
void RegisterUnitRpc(rpc::Router& router, UnitService& service);

v1::Unit ToProto(const Unit& unit);

}  // namespace hecha::directory
