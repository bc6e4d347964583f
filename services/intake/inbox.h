// What intake does with the other services' events.
#pragma once

#include "services/common/events/inbox.h"
#include "services/intake/lead_person_store.h"
#include "services/intake/lead_service.h"
#include "services/intake/reporter_service.h"
#include "services/intake/retention_service.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

// Keeps units as the directory tells them and whom verification lets into a lead, and follows a
// lead through verification and consultation for the status that its reporter sees. All arguments
// outlive the inbox.
void RegisterInbox(events::Inbox& inbox, const UnitStore& units, const LeadPersonStore& persons,
                   LeadService& leads, ReporterService& reporters, RetentionService& retentions);

}  // namespace hecha::intake
