// A ReporterStore keeps receipts as keyed fingerprints, beside the explanation for whoever
// holds one, which is sealed under the lead's data key. Safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/lead.h"

namespace hecha::intake {

class ReporterStore {
 public:
  explicit ReporterStore(const security::Keyring& keyring) : keys_(keyring) {}

  // What a receipt's fingerprint leads to.
  struct Entry {
    LeadId lead;
    std::string explanation;
  };

  struct NewReceipt {
    std::string_view fingerprint;
    LeadId lead;
  };
  // AlreadyExists if a fingerprint is taken or a lead has a receipt.
  absl::Status InsertAll(db::Transaction& transaction, std::span<const NewReceipt> receipts) const;

  // Nothing if there is no such receipt.
  absl::StatusOr<std::optional<Entry>> Find(db::Transaction& transaction,
                                            std::string_view fingerprint) const;

  // True if somebody holds a receipt of `lead`.
  absl::StatusOr<bool> Has(db::Transaction& transaction, LeadId lead) const;

  // Keeps the explanation for the reporter of `lead`; changes nothing if it has no receipt.
  absl::Status Explain(db::Transaction& transaction, LeadId lead,
                       std::string_view explanation) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
