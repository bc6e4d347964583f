// A LeadErasureService leaves of a lead what its Retention says and nothing else: no word, file,
// message, identity, receipt, match, index entry or event payload, and no key to a copy of them.
// Safe for concurrent use.
#pragma once

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/common/security/keyring.h"
#include "services/intake/attachment_store.h"
#include "services/intake/dialogue_store.h"
#include "services/intake/lead_merge_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/list_change_store.h"
#include "services/intake/list_row_store.h"
#include "services/intake/match_index_store.h"
#include "services/intake/match_store.h"
#include "services/intake/reporter_store.h"
#include "services/intake/search_store.h"
#include "services/intake/vault_store.h"

namespace hecha::intake {

class LeadErasureService {
 public:
  explicit LeadErasureService(const security::Keyring& keyring)
      : leads_(keyring),
        receipts_(keyring),
        dialogues_(keyring),
        vault_(keyring),
        attachments_(keyring),
        matches_(keyring),
        merges_(keyring),
        list_changes_(keyring) {}

  // Erases, inside the transaction of its purge, what is about a lead that its rule purged.
  absl::Status Erase(db::Transaction& transaction, const Lead& purged, absl::Time now) const;

 private:
  const LeadStore leads_;
  const ReporterStore receipts_;
  const DialogueStore dialogues_;
  const VaultStore vault_;
  const AttachmentStore attachments_;
  const MatchStore matches_;
  const MatchIndexStore index_ = {};
  const SearchStore search_;
  const LeadMergeStore merges_;
  const ListChangeStore list_changes_;
  const ListRowStore list_rows_ = {};
};

}  // namespace hecha::intake
