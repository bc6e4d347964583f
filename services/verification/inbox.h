// What verification does with the other services' events.
#pragma once

#include "services/common/events/inbox.h"
#include "services/verification/case_service.h"
#include "services/verification/investigator_store.h"

namespace hecha::verification {

// Opens a case for each assigned lead, and keeps investigators as the directory tells them.
// `cases` and `investigators` outlive the inbox.
void RegisterInbox(events::Inbox& inbox, CaseService& cases,
                   const InvestigatorStore& investigators);

}  // namespace hecha::verification
