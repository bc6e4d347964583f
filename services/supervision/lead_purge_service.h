// A LeadPurgeService follows intake's purge of a lead: the words, papers and names in its lines of
// every ledger and in the problems about it go, and so do the key to any copy of them and the
// workbooks that may hold one, which whoever needs them makes anew. The lines stay and are counted:
// number, dates, outcome and state are not what was purged. Safe for concurrent use.
#pragma once

#include <string>

#include "services/common/events/inbox.h"
#include "services/common/security/data_key.h"
#include "services/supervision/export_store.h"
#include "services/supervision/lead_bar_store.h"
#include "services/supervision/ledger_service.h"
#include "services/supervision/problem_store.h"

namespace hecha::supervision {

class LeadPurgeService {
 public:
  LeadPurgeService(const security::Keyring& keyring, LedgerService& ledgers)
      : ledgers_(ledgers), exports_(keyring), problems_(keyring), keys_(keyring) {}

  // Inside the event's transaction. The lead was purged at `when`.
  absl::Status Purge(db::Transaction& transaction, LeadId lead, const std::string& town,
                     absl::Time when, absl::Time now) const;

 private:
  LedgerService& ledgers_;
  const ExportStore exports_;
  const ProblemStore problems_;
  const LeadBarStore bars_{};
  const security::DataKeyStore keys_;
};

// `purges` outlives the inbox.
void FollowPurges(events::Inbox& inbox, const LeadPurgeService& purges);

}  // namespace hecha::supervision
