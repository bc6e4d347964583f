// Segments of the search index and their postings: which of a segment's leads have which terms.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// The terms of a lead's words: each once, in ascending order.
struct SearchListing {
  LeadId lead;
  std::vector<int64_t> terms;
};

// Leads of a town that were indexed one after the other.
struct SearchSegment {
  int64_t id = 0;
  // The greatest id of its leads and the least; of an open one, the greatest and the least there
  // are.
  LeadId newest;
  LeadId oldest;
  // Once it is closed, its leads by their places; nil where one was taken out.
  std::vector<LeadId> leads = {};

  // Whether its leads are found by postings, and no more by their listings. It takes no more of
  // them then.
  bool closed() const { return !leads.empty(); }
  // DataLoss where it is not one of its leads.
  absl::StatusOr<uint16_t> PlaceOf(LeadId lead) const;
  // Closes it with these leads, which are not none.
  void Close(std::span<const SearchListing> listings);
};

// That the lead at a place of a segment has a term.
struct Posting {
  int64_t term = 0;
  uint16_t place = 0;

  auto operator<=>(const Posting&) const = default;
};

// The postings of a segment with these leads, each at the place where it stands here; in order.
std::vector<Posting> PostingsOf(std::span<const SearchListing> listings);

// The leads of a closed segment that have all of `terms` terms, of which `postings` are.
std::vector<LeadId> InAll(const SearchSegment& segment, std::span<const Posting> postings,
                          size_t terms);

}  // namespace hecha::intake
