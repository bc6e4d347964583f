// What consultation does with the other services' events: a sealed lead and a flag become letters,
// whom a lead accuses is kept from all that is said of it, and what was said of a purged one is
// forgotten.
#pragma once

#include "services/common/events/inbox.h"
#include "services/consultation/meeting_service.h"
#include "services/consultation/transfer_service.h"

namespace hecha::consultation {

// The services outlive the inbox.
void RegisterInbox(events::Inbox& inbox, TransferService& transfers, MeetingService& meetings);

}  // namespace hecha::consultation
