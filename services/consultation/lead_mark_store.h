// A LeadMarkStore keeps what consultation must know of a lead before anybody confers on it, as
// intake tells: which units it accuses, and which commission it was sealed for. The only place that
// writes the tables `lead_barred_unit` and `lead_seal`. Stateless; safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/consultation/transfer.h"

namespace hecha::consultation {

class LeadMarkStore {
 public:
  // Sets the units that must stand aside from the lead, or adds to them.
  absl::Status ReplaceBars(db::Transaction& transaction, LeadId lead,
                           const std::vector<UnitId>& units) const;
  absl::Status AddBars(db::Transaction& transaction, LeadId lead,
                       const std::vector<UnitId>& units) const;
  absl::StatusOr<bool> Bars(db::Transaction& transaction, LeadId lead, UnitId unit) const;

  // Notes that the lead is sealed for the commission of `division`.
  absl::Status Seal(db::Transaction& transaction, LeadId lead, const std::string& division) const;

  // Forgets a purged lead.
  absl::Status EraseOf(db::Transaction& transaction, LeadId lead) const;
};

}  // namespace hecha::consultation
