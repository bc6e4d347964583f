// A TaskforceStore persists the taskforces of cases: who is in them, who left, who stands aside.
// The only place that knows the tables `case_member`, `case_recusal`, `team_change` and
// `case_subject`. Stateless; safe for concurrent use.
#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "services/common/db/transaction.h"
#include "services/verification/case.h"
#include "services/verification/case_vault.h"

namespace hecha::verification {

class TaskforceStore {
 public:
  // Saves the taskforce where this version of `subject` changed it.
  absl::Status Save(db::Transaction& transaction, const Case& subject,
                    const CaseVault& vault) const;

  // Fills it in.
  absl::Status Read(db::Transaction& transaction, Case& subject, const CaseVault& vault) const;

  // Replaces the fingerprints of the lead's subjects.
  absl::Status ReplaceSubjects(db::Transaction& transaction, CaseId id,
                               const std::set<std::string>& fingerprints) const;

 private:
  absl::Status SaveMembers(db::Transaction& transaction, const Case& subject,
                           const CaseVault& vault) const;
  absl::Status ReadMembers(db::Transaction& transaction, Case& subject,
                           const CaseVault& vault) const;
  absl::Status ReadTrail(db::Transaction& transaction, Case& subject, const CaseVault& vault) const;
  // What other cases of the lead say of people.
  static absl::Status ReadOthers(db::Transaction& transaction, Case& subject);
};

}  // namespace hecha::verification
