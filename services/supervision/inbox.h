// What supervision does about other services' events, one file for each service.
#pragma once

#include "services/common/events/inbox.h"
#include "services/supervision/clock_service.h"
#include "services/supervision/ledger_service.h"

namespace hecha::supervision {

// The arguments outlive the inbox.
void RegisterInbox(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers);

// Its parts. Which unit is a town's office, and the working days: by these clocks run.
void FollowOffices(events::Inbox& inbox);
// The leads of ledgers 1 and 2 and their clocks, and rounds of 摸排.
void FollowIntake(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers);
void FollowSweeps(events::Inbox& inbox, LedgerService& ledgers);
// Ledgers 3 and 4.
void FollowVerification(events::Inbox& inbox, ClockService& clocks, LedgerService& ledgers);
void FollowReviews(events::Inbox& inbox, LedgerService& ledgers);
// Ledger 5.
void FollowConsultation(events::Inbox& inbox, LedgerService& ledgers);
// What came of a problem in ledger 6.
void FollowAccountability(events::Inbox& inbox, LedgerService& ledgers);

}  // namespace hecha::supervision
