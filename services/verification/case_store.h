// A CaseStore persists cases; whatever a person wrote is sealed at rest. The only place that
// knows the tables `verification_case` and `case_…`. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/keyring.h"
#include "services/verification/case.h"
#include "services/verification/endorsement_store.h"

namespace hecha::verification {

// Which cases to list. An unset field filters nothing.
struct CaseFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<CaseState> state;
  std::optional<UnitId> unit;
  std::optional<LeadId> lead;
};

class CaseStore {
 public:
  explicit CaseStore(const security::Keyring& keyring) : keyring_(keyring) {}

  // AlreadyExists if the id, or this round of the lead, has a case.
  absl::Status Insert(db::Transaction& transaction, const Case& subject) const;

  // Saves a case whose version its rule counted up by one, with the plan, step or finding that
  // this version made. Reports and endorsements are saved by their own stores. Aborted if the
  // case changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Case& subject) const;

  // The whole case with the endorsements of the report in force. NotFound if there is none.
  absl::StatusOr<Case> Find(db::Transaction& transaction, CaseId id) const;

  // The cases of a page and one more where there is one, newest first; their lines only, that
  // is without any text, plan, step, finding or endorsement.
  absl::StatusOr<std::vector<Case>> List(db::Transaction& transaction, const CaseFilter& filter,
                                         const Page& page) const;

 private:
  absl::Status InsertPlan(db::Transaction& transaction, const Case& subject) const;
  absl::Status InsertStep(db::Transaction& transaction, const Case& subject,
                          const Step& step) const;
  absl::Status InsertFinding(db::Transaction& transaction, const Case& subject,
                             const Finding& finding) const;
  absl::Status OpenTexts(Case& subject) const;
  absl::Status ReadPlan(db::Transaction& transaction, Case& subject) const;
  absl::Status ReadSteps(db::Transaction& transaction, Case& subject) const;
  absl::Status ReadFindings(db::Transaction& transaction, Case& subject) const;

  const security::Keyring& keyring_;
  EndorsementStore endorsements_;
};

}  // namespace hecha::verification
