// A VaultStore persists sealed identities and the unlocks of them; of an unlock, the reason is
// sealed at rest under the lead's data key. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/custodian_key.h"
#include "services/intake/vault.h"

namespace hecha::intake {

class VaultStore {
 public:
  explicit VaultStore(const security::Keyring& keyring) : keys_(keyring) {}

  // Keeps the identity of a lead's reporter, as sealed to one custodian's key.
  absl::Status PutBox(db::Transaction& transaction, LeadId lead, CustodianKeyId key,
                      std::string_view box) const;
  // Nothing if the identity was not sealed to that key, or the lead has none.
  absl::StatusOr<std::optional<std::string>> FindBox(db::Transaction& transaction, LeadId lead,
                                                     CustodianKeyId key) const;

  // True if the identity of a lead's reporter was sealed to anybody.
  absl::StatusOr<bool> HasBox(db::Transaction& transaction, LeadId lead) const;

  absl::Status Insert(db::Transaction& transaction, const Unlock& unlock) const;
  // Saves an unlock whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Unlock& unlock) const;
  // NotFound if there is no such unlock.
  absl::StatusOr<Unlock> Find(db::Transaction& transaction, UnlockId id) const;
  // The unlocks of a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<Unlock>> List(db::Transaction& transaction, LeadId lead,
                                           const Page& page) const;
  // Every unlock of the lead.
  absl::StatusOr<std::vector<UnlockId>> ListOf(db::Transaction& transaction, LeadId lead) const;
  // Leaves nothing of the identity; that it was opened, and why, stays.
  absl::Status DeleteBoxes(db::Transaction& transaction, LeadId lead) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  absl::Status Unseal(db::Transaction& transaction, std::vector<Unlock>& unlocks) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
