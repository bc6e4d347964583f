// A SearchStore keeps which keyed pairs of characters the words of a lead have. The only place
// that knows the table `search_term`. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/intake/index_listing_store.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Which leads a search looks at. An unset field filters nothing.
struct SearchFilter {
  std::string division;
  std::optional<LeadState> state;
  std::optional<Sector> sector;
  std::optional<Channel> channel;
  std::optional<UnitId> unit;
  std::optional<absl::Time> received_from;
  std::optional<absl::Time> received_before;
};

class SearchStore {
 public:
  // How many terms a look-up names at most; of more, the first ones.
  static constexpr size_t kMaxTerms = 12;

  // Adds the terms of leads.
  absl::Status AddAll(db::Transaction& transaction,
                      std::span<const IndexListingStore::Listing> leads) const;

  // The leads before `before` that have all of `terms`, newest first, at most `limit`: none that
  // is sealed, restricted or purged.
  absl::StatusOr<std::vector<LeadId>> Find(db::Transaction& transaction, const SearchFilter& filter,
                                           std::vector<int64_t> terms, LeadId before,
                                           int limit) const;

  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  const IndexListingStore listings_ = {};
};

}  // namespace hecha::intake
