#include "services/intake/search_segment.h"

#include <algorithm>
#include <map>

namespace hecha::intake {

absl::StatusOr<uint16_t> SearchSegment::PlaceOf(LeadId lead) const {
  const auto found = std::find(leads.begin(), leads.end(), lead);
  if (found == leads.end()) return absl::DataLossError("a segment lacks a lead that is listed");
  return static_cast<uint16_t>(found - leads.begin());
}

void SearchSegment::Close(std::span<const SearchListing> listings) {
  for (const SearchListing& listing : listings) leads.push_back(listing.lead);
  const auto [least, greatest] = std::minmax_element(leads.begin(), leads.end());
  oldest = *least;
  newest = *greatest;
}

std::vector<Posting> PostingsOf(std::span<const SearchListing> listings) {
  std::vector<Posting> postings;
  for (size_t place = 0; place < listings.size(); ++place)
    for (const int64_t term : listings[place].terms)
      postings.push_back({term, static_cast<uint16_t>(place)});
  std::sort(postings.begin(), postings.end());
  return postings;
}

std::vector<LeadId> InAll(const SearchSegment& segment, std::span<const Posting> postings,
                          size_t terms) {
  std::map<uint16_t, size_t> had;
  for (const Posting& posting : postings) ++had[posting.place];
  std::vector<LeadId> leads;
  for (const auto& [place, count] : had)
    if (count == terms) leads.push_back(segment.leads.at(place));
  return leads;
}

}  // namespace hecha::intake
