// A LeadPurgeService follows intake's purge of a lead: its cases, their reports and the payloads of
// their events go. Safe for concurrent use.
#pragma once

#include "services/common/events/inbox.h"
#include "services/common/security/keyring.h"
#include "services/verification/lead_purge_store.h"

namespace hecha::verification {

class LeadPurgeService {
 public:
  explicit LeadPurgeService(const security::Keyring& keyring) : store_(keyring) {}

  // Inside the event's transaction.
  absl::Status Purge(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  const LeadPurgeStore store_;
};

// `purges` outlives the inbox.
void FollowPurges(events::Inbox& inbox, const LeadPurgeService& purges);

}  // namespace hecha::verification
