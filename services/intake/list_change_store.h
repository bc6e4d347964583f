// A ListChangeStore keeps changes of lists; what names somebody is sealed under the lead's data
// key. The only place that knows the table `list_change`. Safe for concurrent use.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/list_change.h"

namespace hecha::intake {

class ListChangeStore {
 public:
  explicit ListChangeStore(const security::Keyring& keyring) : keys_(keyring) {}

  absl::Status Insert(db::Transaction& transaction, const ListChange& change) const;
  // Saves one whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const ListChange& change) const;

  // NotFound if there is no such change.
  absl::StatusOr<ListChange> Find(db::Transaction& transaction, ListChangeId id) const;
  // The newest of `lead`, and holds it: whoever else asks waits until this transaction ends.
  absl::StatusOr<std::optional<ListChange>> HoldNewest(db::Transaction& transaction,
                                                       LeadId lead) const;
  // Newest first.
  absl::StatusOr<std::vector<ListChange>> ListByLead(db::Transaction& transaction,
                                                     LeadId lead) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  absl::Status Open(db::Transaction& transaction, ListChange& change) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
