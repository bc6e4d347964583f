// An IndexListingStore keeps, of each lead, the keyed numbers that stand for it in an index, so
// that they can be taken out again. An index by lead would be as large as what it indexes, and
// written with every number. The only place that knows the table `index_listing`.
// Stateless; safe for concurrent use.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Number of the index in `index_listing`.
enum class LeadIndex : uint8_t { kMatch = 1, kSearch };

class IndexListingStore {
 public:
  struct Listing {
    LeadId lead;
    std::vector<int64_t> numbers;
  };
  // Says what stands for the leads from now on.
  absl::Status PutAll(db::Transaction& transaction, LeadIndex index,
                      std::span<const Listing> listings) const;

  // Takes a lead out of an index: deletes its listing and, by `delete_entries`, what that lists.
  // `delete_entries` is "DELETE … WHERE lead_id = ? AND … IN ({})".
  absl::Status TakeOut(db::Transaction& transaction, LeadIndex index, LeadId lead,
                       const char* delete_entries) const;

 private:
  absl::StatusOr<std::vector<int64_t>> Find(db::Transaction& transaction, LeadIndex index,
                                            LeadId lead) const;
};

}  // namespace hecha::intake
