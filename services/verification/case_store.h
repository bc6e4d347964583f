// A CaseStore persists cases whole, and knows the table `verification_case` itself; whatever a
// person wrote is sealed at rest. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/verification/case.h"
#include "services/verification/case_vault.h"
#include "services/verification/conclusion_store.h"
#include "services/verification/endorsement_store.h"
#include "services/verification/finding_store.h"
#include "services/verification/plan_store.h"
#include "services/verification/step_store.h"
#include "services/verification/taskforce_store.h"
#include "services/verification/umbrella_store.h"

namespace hecha::verification {

// Which cases to list. An unset field filters nothing.
struct CaseFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<CaseState> state;
  std::optional<UnitId> unit;
  std::optional<LeadId> lead;
  // A part of the lead number.
  std::string lead_no;
  // Nothing of a lead that this person stands aside from.
  std::optional<UserId> viewer;
  // Only cases of this unit, and those in whose taskforce the viewer is.
  std::optional<UnitId> own_unit;
};

class CaseStore {
 public:
  explicit CaseStore(const security::Keyring& keyring)
      : keys_(keyring), conclusions_(keyring), umbrellas_(keyring) {}

  // AlreadyExists if the id, or this round of the lead, has a case.
  absl::Status Insert(db::Transaction& transaction, const Case& subject) const;

  // Saves a case whose version its rule counted up by one, with whatever this version made.
  // Reports and endorsements are saved by their own stores. Aborted if the case changed
  // meanwhile.
  absl::Status Update(db::Transaction& transaction, const Case& subject) const;

  // Of the lead's cases that are not over: the superior's deadline and key flag. It is the lead's
  // own change, told by its own event; the cases' versions stay.
  absl::Status FollowList(db::Transaction& transaction, LeadId lead,
                          std::optional<absl::Time> deadline, bool key_lead) const;

  // The whole case with the endorsements of the report in force. NotFound if there is none.
  absl::StatusOr<Case> Find(db::Transaction& transaction, CaseId id) const;

  // The cases of a page and one more where there is one, newest first; their lines only, that
  // is without any text, plan, team, step, finding or endorsement.
  absl::StatusOr<std::vector<Case>> List(db::Transaction& transaction, const CaseFilter& filter,
                                         const Page& page) const;

  // Waits for whoever changes a case of the lead, and lets nobody do so until the transaction ends.
  absl::Status HoldOf(db::Transaction& transaction, LeadId lead) const;
  // The same of one case.
  absl::Status Hold(db::Transaction& transaction, CaseId id) const;

  // The number of the lead's newest round; 0 before the first.
  absl::StatusOr<int> LastRound(db::Transaction& transaction, LeadId lead) const;

  // Intake tells whom the lead is about: the same, and whoever loaded a case of it before fails to
  // save it (Update), and decides anew. It is no change of the cases; their versions stay.
  absl::Status NoteLearning(db::Transaction& transaction, LeadId lead) const;

  // At most `limit` cases whose suspension has ended.
  absl::StatusOr<std::vector<CaseId>> ListToResume(db::Transaction& transaction, absl::Time now,
                                                   int limit) const;

 private:
  absl::Status SaveLine(db::Transaction& transaction, const Case& subject,
                        const CaseVault& vault) const;

  const security::DataKeyStore keys_;
  const ConclusionStore conclusions_;
  const UmbrellaStore umbrellas_;
  EndorsementStore endorsements_;
  TaskforceStore taskforces_;
  PlanStore plans_;
  StepStore steps_;
  FindingStore findings_;
};

}  // namespace hecha::verification
