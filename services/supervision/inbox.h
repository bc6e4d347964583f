// What supervision does with the other services' events: clocks and the ledgers' lines.
#pragma once

#include "services/common/events/inbox.h"
#include "services/supervision/clock_service.h"
#include "services/supervision/ledger_service.h"
#include "services/supervision/problem_service.h"

namespace hecha::supervision {

// The arguments outlive the inbox.
void RegisterInbox(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers,
                   ProblemService& problems);

}  // namespace hecha::supervision
