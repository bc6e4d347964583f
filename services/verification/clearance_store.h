// A ClearanceStore persists clearances; who is cleared, and in which words, is sealed at rest.
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/verification/clearance.h"

namespace hecha::verification {

// Which clearances to list. An unset field filters nothing.
struct ClearanceFilter {
  // Exactly this town.
  std::string division;
  std::optional<CaseId> case_id;
};

class ClearanceStore {
 public:
  explicit ClearanceStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const Clearance& clearance) const;

  // Saves a clearance whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Clearance& clearance) const;

  // NotFound if there is no such clearance.
  absl::StatusOr<Clearance> Find(db::Transaction& transaction, ClearanceId id) const;

  // The clearances of a page and one more where there is one, newest first, without any text.
  absl::StatusOr<std::vector<Clearance>> List(db::Transaction& transaction,
                                              const ClearanceFilter& filter,
                                              const Page& page) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::verification
