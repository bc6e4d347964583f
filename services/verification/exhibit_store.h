// An ExhibitStore persists exhibits with their custody records; descriptions, places and
// purposes are sealed at rest. The only place that knows the tables `exhibit` and
// `custody_entry`. Safe for concurrent use.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/verification/exhibit.h"

namespace hecha::verification {

class ExhibitStore {
 public:
  explicit ExhibitStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Exhibit& exhibit) const;

  // Saves the custody entry that this version made or completed. Aborted if the exhibit changed
  // meanwhile.
  absl::Status Update(db::Transaction& transaction, const Exhibit& exhibit) const;

  // NotFound if there is none.
  absl::StatusOr<Exhibit> Find(db::Transaction& transaction, ExhibitId id) const;

  // The exhibits of a page of the case's and one more where there is one, newest first.
  absl::StatusOr<std::vector<Exhibit>> List(db::Transaction& transaction, CaseId id,
                                            const Page& page) const;

 private:
  absl::Status Complete(db::Transaction& transaction, Exhibit& exhibit) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
