// CalendarService of the API.
#pragma once

#include "services/common/rpc/router.h"
#include "services/verification/calendar_service.h"

namespace hecha::verification {

// `calendar` outlives the router.
void RegisterCalendarRpc(rpc::Router& router, CalendarService& calendar);

}  // namespace hecha::verification
