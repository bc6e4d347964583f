// A SearchStore keeps which keyed pairs of characters the words of a lead have.
//
// A town's leads lie in segments, in the order in which they were indexed: nearly that of their
// age. In the open one, which takes the next, a search reads the listing of each lead. Once it has
// enough of them it is closed, and its postings are written all together: a lead costs its listing
// and a share of their rows, instead of a row at a random place for each of its terms. A search,
// which goes from the newest back, reads little more than its page.
//
// The only place that knows the tables `search_segment` and `search_listing`.
// Stateless; safe for concurrent use: whoever changes what a segment holds has its row locked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/transaction.h"
#include "services/intake/lead.h"
#include "services/intake/search_posting_store.h"
#include "services/intake/search_segment.h"

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
  static constexpr size_t kMaxTerms = SearchPostingStore::kMaxTerms;
  // With how many leads a segment is closed, unless told.
  static constexpr size_t kSegmentLeads = 512;

  explicit SearchStore(size_t segment_leads = kSegmentLeads) : segment_leads_(segment_leads) {}

  // Says by what leads of a town are found from now on.
  absl::Status PutAll(db::Transaction& transaction, const std::string& division,
                      const std::vector<SearchListing>& listings) const;

  // The leads before `before` that have all of `terms`, which are in ascending order: newest first,
  // at most `limit`, and none that is sealed, restricted or purged.
  absl::StatusOr<std::vector<LeadId>> Find(db::Transaction& transaction, const SearchFilter& filter,
                                           std::vector<int64_t> terms, LeadId before,
                                           size_t limit) const;

  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  // What stands for a lead, and where.
  struct Listed {
    int64_t segment = 0;
    std::vector<int64_t> terms;
  };

  absl::StatusOr<std::map<LeadId, Listed>> FindListed(db::Transaction& transaction,
                                                      const std::vector<LeadId>& leads) const;
  // The town's open segment, locked. It is made where there is none.
  absl::StatusOr<SearchSegment> LockOpen(db::Transaction& transaction,
                                         const std::string& division) const;
  // DataLoss where there is none.
  absl::StatusOr<SearchSegment> Lock(db::Transaction& transaction, int64_t segment) const;
  absl::Status Put(db::Transaction& transaction, const SearchSegment& segment) const;
  // Closes an open segment that has enough leads.
  absl::Status CloseGrown(db::Transaction& transaction, SearchSegment open) const;
  // The segments that may have leads before `before`, newest first: `limit` from that on whose
  // newest is `from`.
  absl::StatusOr<std::vector<SearchSegment>> ListSegments(db::Transaction& transaction,
                                                          const std::string& division,
                                                          LeadId before, LeadId from,
                                                          size_t limit) const;
  // The leads of segments before `before` that have all of `terms`.
  absl::StatusOr<std::vector<LeadId>> FindIn(db::Transaction& transaction,
                                             const std::vector<SearchSegment>& segments,
                                             const std::vector<int64_t>& terms,
                                             LeadId before) const;
  absl::StatusOr<std::vector<LeadId>> FindInOpen(db::Transaction& transaction, int64_t segment,
                                                 const std::vector<int64_t>& terms) const;
  absl::StatusOr<std::vector<LeadId>> FindInClosed(db::Transaction& transaction,
                                                   const std::vector<SearchSegment>& segments,
                                                   const std::vector<int64_t>& terms) const;
  // Adds those of `leads`, which are in order, that pass, until `found` has `limit`.
  absl::Status AddPassing(db::Transaction& transaction, const SearchFilter& filter,
                          const std::vector<LeadId>& leads, size_t limit,
                          std::vector<LeadId>& found) const;

  const SearchPostingStore postings_ = {};
  const size_t segment_leads_;
};

}  // namespace hecha::intake
