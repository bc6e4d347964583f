// What accountability does with the other services' events: each becomes evidence, and a red
// light opens a proceeding besides.
#pragma once

#include "services/accountability/evidence_service.h"
#include "services/accountability/proceeding_service.h"
#include "services/common/events/inbox.h"

namespace hecha::accountability {

// The services outlive the inbox.
void RegisterInbox(events::Inbox& inbox, EvidenceService& evidence, ProceedingService& proceedings);

}  // namespace hecha::accountability
