// The face of statistics: hecha.supervision.v1.StatisticsService on the router.
#pragma once

#include <string>

#include "services/common/rpc/router.h"
#include "services/supervision/statistics_service.h"

namespace hecha::supervision {

// `statistics` outlives the router.
void RegisterStatisticsRpc(rpc::Router& router, StatisticsService& statistics);

// The name of the code that a total counts: "REGISTERED", "COAL", "RED".
std::string CodeName(const Total& total);

}  // namespace hecha::supervision
