// What consultation does with the other services' events: a sealed lead becomes a letter.
#pragma once

#include "services/common/events/inbox.h"
#include "services/consultation/transfer_service.h"

namespace hecha::consultation {

// `transfers` outlives the inbox.
void RegisterInbox(events::Inbox& inbox, TransferService& transfers);

}  // namespace hecha::consultation
