// A ContributionStore persists contributions; request and answer are sealed at rest. The only
// place that knows the table `contribution`. Safe for concurrent use.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/verification/contribution.h"

namespace hecha::verification {

// Which contributions to list. An unset field filters nothing.
struct ContributionFilter {
  std::optional<CaseId> case_id;
  // The asked unit.
  std::optional<UnitId> unit;
  std::optional<ContributionState> state;
  // Nothing about a lead that this person stands aside from.
  UserId viewer;
};

class ContributionStore {
 public:
  explicit ContributionStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Contribution& contribution) const;

  // Saves one whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Contribution& contribution) const;

  // NotFound if there is none.
  absl::StatusOr<Contribution> Find(db::Transaction& transaction, ContributionId id) const;

  // Those of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<Contribution>> List(db::Transaction& transaction,
                                                 const ContributionFilter& filter,
                                                 const Page& page) const;

 private:
  absl::Status OpenTexts(db::Transaction& transaction, Contribution& contribution) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
