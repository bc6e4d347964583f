// A ReportDraftStore keeps the draft of each case, sealed under its lead's key. The only place that
// knows the table `report_draft`. Safe for concurrent use.
#pragma once

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/verification/case.h"
#include "services/verification/report_draft.h"

namespace hecha::verification {

class ReportDraftStore {
 public:
  explicit ReportDraftStore(const security::Keyring& keyring) : keys_(keyring) {}

  // The draft of a case; an empty one of version 1 where nothing was saved.
  absl::StatusOr<ReportDraft> Find(db::Transaction& transaction, const Case& subject) const;

  // Saves a draft whose version was counted up by one. Aborted if it changed meanwhile.
  absl::Status Save(db::Transaction& transaction, const Case& subject,
                    const ReportDraft& draft) const;

  // Empties the draft of a case whose report was frozen. Its version goes on, so that whoever still
  // writes on the old one is told.
  absl::Status Clear(db::Transaction& transaction, CaseId id) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
