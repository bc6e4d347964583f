// The face of meetings: hecha.consultation.v1.MeetingService on the router.
#pragma once

#include "services/common/rpc/router.h"
#include "services/consultation/meeting_service.h"

namespace hecha::consultation {

// `meetings` outlives the router.
void RegisterMeetingRpc(rpc::Router& router, MeetingService& meetings);

}  // namespace hecha::consultation
