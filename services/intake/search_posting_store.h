// A SearchPostingStore keeps which leads of a closed segment have which terms. Terms are spread
// over buckets, a row each: written once, in their order, one of a thousand rows costs little more
// than one of a hundred thousand. The only place that knows the table `search_posting`.
// Stateless; safe for concurrent use.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/db/transaction.h"
#include "services/intake/search_segment.h"

namespace hecha::intake {

class SearchPostingStore {
 public:
  // Adds the postings, which are in order, of a segment that has none.
  absl::Status InsertAll(db::Transaction& transaction, int64_t segment,
                         std::span<const Posting> postings) const;

  // Says that the lead at `place` has the terms `added`, and no more those `removed`.
  absl::Status Change(db::Transaction& transaction, int64_t segment, uint16_t place,
                      const std::vector<int64_t>& added, const std::vector<int64_t>& removed) const;

  // By segment, the postings of `terms`. At most kMaxSegments segments and kMaxTerms terms, which
  // are in order; at least one of each.
  static constexpr size_t kMaxSegments = 16;
  static constexpr size_t kMaxTerms = 12;
  absl::StatusOr<std::map<int64_t, std::vector<Posting>>> Find(
      db::Transaction& transaction, std::vector<int64_t> segments,
      const std::vector<int64_t>& terms) const;
};

}  // namespace hecha::intake
