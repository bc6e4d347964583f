// A TransferStore persists transfers; reasons and opinions are sealed at rest. Safe for concurrent
// use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/consultation/transfer.h"

namespace hecha::consultation {

struct TransferFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<TransferState> state;
  std::optional<LeadId> lead;
  // Only those that nobody had signed for by then although their time was over.
  std::optional<absl::Time> overdue_at;
};

class TransferStore {
 public:
  explicit TransferStore(const security::Keyring& keyring) : keys_(keyring) {}

  // AlreadyExists if the lead has a letter of that number.
  absl::Status Insert(db::Transaction& transaction, const Transfer& transfer) const;

  // Saves a transfer whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Transfer& transfer) const;

  // NotFound if there is no such transfer.
  absl::StatusOr<Transfer> Find(db::Transaction& transaction, TransferId id) const;

  // A page of transfers, and one more where there is one, newest first.
  absl::StatusOr<std::vector<Transfer>> List(db::Transaction& transaction,
                                             const TransferFilter& filter, const Page& page) const;

  // At most `limit` letters that are overdue at `now` and of which that was not told.
  absl::StatusOr<std::vector<TransferId>> ListOverdue(db::Transaction& transaction, absl::Time now,
                                                      int limit) const;

  // Every letter about a lead, oldest first, as they are now; until the transaction ends nobody
  // else issues or changes one.
  absl::StatusOr<std::vector<Transfer>> LockAbout(db::Transaction& transaction, LeadId lead) const;

  // Leaves no word about a purged lead, nor a key to a copy of one.
  absl::Status EraseOf(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  absl::Status Unseal(db::Transaction& transaction, Transfer& transfer) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::consultation
