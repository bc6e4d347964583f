// What verification does with the other services' events.
#pragma once

#include "services/common/events/inbox.h"
#include "services/verification/case_recall_service.h"
#include "services/verification/case_service.h"
#include "services/verification/investigator_store.h"
#include "services/verification/report_copy_service.h"
#include "services/verification/review_service.h"
#include "services/verification/taskforce_service.h"
#include "services/verification/umbrella_store.h"
#include "services/verification/unit_store.h"

namespace hecha::verification {

// Opens a case for each assigned lead, recuses whom its subjects concern and recalls it from a
// unit that must stand aside, queues the review that a reporter asks for, hears how the reporter
// received the outcome, and keeps units and
// investigators as the directory tells them. All outlive the inbox.
void RegisterInbox(events::Inbox& inbox, CaseService& cases, TaskforceService& taskforces,
                   CaseRecallService& recalls, ReviewService& reviews,
                   const InvestigatorStore& investigators, const UnitStore& units);

// Opens the gate of a flagged case once the commission concluded the letter.
void FollowLetters(events::Inbox& inbox, const UmbrellaStore& umbrellas);

// Keeps what the evidence log is told of reports and keys. `copies` outlives the inbox.
void RegisterAttestations(events::Inbox& inbox, ReportCopyService& copies);

}  // namespace hecha::verification
