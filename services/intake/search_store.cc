#include "services/intake/search_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kLockOpen[] =
    "SELECT id, newest, oldest, leads FROM search_segment WHERE division = ? AND newest = ? "
    "FOR UPDATE";
constexpr char kOpen[] =
    "INSERT INTO search_segment (division, newest, oldest, leads) VALUES (?, ?, ?, '')";
constexpr char kLock[] =
    "SELECT id, newest, oldest, leads FROM search_segment WHERE id = ? FOR UPDATE";
constexpr char kPutSegment[] =
    "UPDATE search_segment SET newest = ?, oldest = ?, leads = ? WHERE id = ?";
constexpr char kListSegments[] =
    "SELECT id, newest, oldest, leads FROM search_segment WHERE division = ? AND newest <= ? "
    "AND oldest < ? ORDER BY newest DESC LIMIT ?";

constexpr char kPutListing[] = "INSERT INTO search_listing (segment_id, lead_id, terms) VALUES";
constexpr char kListingRow[] = "(?, ?, ?)";
constexpr char kReplace[] = "ON DUPLICATE KEY UPDATE terms = VALUES(terms)";
constexpr char kFindListed[] =
    "SELECT lead_id, segment_id, terms FROM search_listing WHERE lead_id IN ({})";
constexpr char kListingsOf[] = "SELECT lead_id, terms FROM search_listing WHERE segment_id = ?";
constexpr char kLockListingsOf[] =
    "SELECT lead_id, terms FROM search_listing WHERE segment_id = ? FOR UPDATE";
constexpr char kCountListings[] = "SELECT COUNT(*) FROM search_listing WHERE segment_id = ?";
constexpr char kDelete[] = "DELETE FROM search_listing WHERE lead_id = ?";

// Any filter: a 0 or NULL switches its condition off. 2 is the last code of an umbrella that is
// not sealed.
constexpr char kPass[] =
    "SELECT id FROM lead WHERE id IN ({}) "
    "AND umbrella <= 2 AND restricted = 0 AND state <> ? AND (? = 0 OR state = ?) "
    "AND (? = 0 OR sector = ?) AND (? = 0 OR channel = ?) "
    "AND (? IS NULL OR unit_id = ? OR reviewing_unit_id = ?) "
    "AND (? IS NULL OR received_at >= ?) AND (? IS NULL OR received_at < ?) "
    "ORDER BY id DESC LIMIT ?";
// What one statement looks at.
constexpr size_t kLeadsAtOnce = 128;

// The bounds of ids. An open segment's newest is the greatest: a town has one of them.
const LeadId kGreatest{Uuid::Max()};
const LeadId kLeast;

template <class Code>
int64_t NumberOf(std::optional<Code> code) {
  return code.has_value() ? static_cast<int64_t>(*code) : 0;
}

// Those of `terms` that are not among `others`.
std::vector<int64_t> Without(const std::vector<int64_t>& terms,
                             const std::vector<int64_t>& others) {
  std::vector<int64_t> left;
  std::set_difference(terms.begin(), terms.end(), others.begin(), others.end(),
                      std::back_inserter(left));
  return left;
}

SearchSegment ReadSegment(const db::Row& row) {
  return {row.Int(0), row.As<LeadId>(1), row.As<LeadId>(2), row.Packed<LeadId>(3)};
}

SearchListing ReadListing(const db::Row& row) {
  return {row.As<LeadId>(0), row.Packed<int64_t>(1)};
}

}  // namespace

absl::Status SearchStore::PutAll(db::Transaction& transaction, const std::string& division,
                                 const std::vector<SearchListing>& listings) const {
  std::vector<LeadId> leads;
  for (const SearchListing& listing : listings) leads.push_back(listing.lead);
  ASSIGN_OR_RETURN(const SearchSegment open, LockOpen(transaction, division));
  ASSIGN_OR_RETURN(auto listed, FindListed(transaction, leads));
  std::vector<db::Param> rows;
  for (const SearchListing& listing : listings) {
    const Listed& before = listed.try_emplace(listing.lead, Listed{open.id, {}}).first->second;
    if (before.segment != open.id) {
      ASSIGN_OR_RETURN(const SearchSegment segment, Lock(transaction, before.segment));
      ASSIGN_OR_RETURN(const uint16_t place, segment.PlaceOf(listing.lead));
      RETURN_IF_ERROR(postings_.Change(transaction, segment.id, place,
                                       Without(listing.terms, before.terms),
                                       Without(before.terms, listing.terms)));
    }
    db::AddRow(rows, before.segment, listing.lead, listing.terms);
  }
  RETURN_IF_ERROR(
      db::InsertRows(transaction, kPutListing, kListingRow, std::move(rows), kReplace).status());
  return CloseGrown(transaction, open);
}

absl::StatusOr<std::map<LeadId, SearchStore::Listed>> SearchStore::FindListed(
    db::Transaction& transaction, const std::vector<LeadId>& leads) const {
  std::map<LeadId, Listed> listed;
  for (const std::span<const LeadId> part : db::PartsOf(leads, kLeadsAtOnce)) {
    const db::InList list = db::MakeInList(part);
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kFindListed, list.marks),
        [&](const db::Row& row) {
          listed[row.As<LeadId>(0)] = {row.Int(1), row.Packed<int64_t>(2)};
        },
        list.values));
  }
  return listed;
}

absl::StatusOr<SearchSegment> SearchStore::LockOpen(db::Transaction& transaction,
                                                    const std::string& division) const {
  ASSIGN_OR_RETURN(std::optional<SearchSegment> open,
                   transaction.QueryOne(kLockOpen, ReadSegment, division, kGreatest));
  if (open.has_value()) return *std::move(open);
  RETURN_IF_ERROR(transaction.Execute(kOpen, division, kGreatest, kLeast).status());
  return LockOpen(transaction, division);
}

absl::StatusOr<SearchSegment> SearchStore::Lock(db::Transaction& transaction,
                                                int64_t segment) const {
  ASSIGN_OR_RETURN(std::optional<SearchSegment> found,
                   transaction.QueryOne(kLock, ReadSegment, segment));
  if (!found.has_value()) return absl::DataLossError("a lead is listed in no segment");
  return *std::move(found);
}

absl::Status SearchStore::Put(db::Transaction& transaction, const SearchSegment& segment) const {
  return transaction.Execute(kPutSegment, segment.newest, segment.oldest, segment.leads, segment.id)
      .status();
}

absl::Status SearchStore::CloseGrown(db::Transaction& transaction, SearchSegment open) const {
  ASSIGN_OR_RETURN(const std::optional<int64_t> count,
                   transaction.QueryOne(
                       kCountListings, [](const db::Row& row) { return row.Int(0); }, open.id));
  if (static_cast<size_t>(*count) < segment_leads_) return absl::OkStatus();
  std::vector<SearchListing> listings;
  RETURN_IF_ERROR(transaction.Query(
      kLockListingsOf, [&](const db::Row& row) { listings.push_back(ReadListing(row)); }, open.id));
  // A purge took some out meanwhile.
  if (listings.size() < segment_leads_) return absl::OkStatus();
  open.Close(listings);
  RETURN_IF_ERROR(postings_.InsertAll(transaction, open.id, PostingsOf(listings)));
  return Put(transaction, open);
}

absl::StatusOr<std::vector<LeadId>> SearchStore::Find(db::Transaction& transaction,
                                                      const SearchFilter& filter,
                                                      std::vector<int64_t> terms, LeadId before,
                                                      size_t limit) const {
  std::vector<LeadId> found;
  if (terms.empty()) return found;
  terms.resize(std::min(terms.size(), kMaxTerms));
  // Newest first; not asked yet whether they pass.
  std::vector<LeadId> leads;
  // A word that is common fills its page from the open segment; others are looked for in many.
  LeadId from = kGreatest;
  for (size_t at_once = 1; from != kLeast && found.size() < limit;
       at_once = SearchPostingStore::kMaxSegments) {
    ASSIGN_OR_RETURN(std::vector<SearchSegment> segments,
                     ListSegments(transaction, filter.division, before, from, at_once + 1));
    // Leads of the next segment may lie between those of these.
    from = kLeast;
    if (segments.size() > at_once) {
      from = segments.back().newest;
      segments.pop_back();
    }
    ASSIGN_OR_RETURN(const std::vector<LeadId> more, FindIn(transaction, segments, terms, before));
    leads.insert(leads.end(), more.begin(), more.end());
    std::sort(leads.begin(), leads.end(), std::greater());
    const auto end =
        std::find_if(leads.begin(), leads.end(), [&](LeadId lead) { return lead <= from; });
    RETURN_IF_ERROR(AddPassing(transaction, filter, std::vector(leads.begin(), end), limit, found));
    leads.erase(leads.begin(), end);
  }
  return found;
}

absl::StatusOr<std::vector<SearchSegment>> SearchStore::ListSegments(db::Transaction& transaction,
                                                                     const std::string& division,
                                                                     LeadId before, LeadId from,
                                                                     size_t limit) const {
  std::vector<SearchSegment> segments;
  RETURN_IF_ERROR(transaction.Query(
      kListSegments, [&](const db::Row& row) { segments.push_back(ReadSegment(row)); }, division,
      from, before, limit));
  return segments;
}

absl::StatusOr<std::vector<LeadId>> SearchStore::FindIn(db::Transaction& transaction,
                                                        const std::vector<SearchSegment>& segments,
                                                        const std::vector<int64_t>& terms,
                                                        LeadId before) const {
  if (segments.empty()) return std::vector<LeadId>();
  std::vector<LeadId> leads;
  if (segments.front().closed()) {
    ASSIGN_OR_RETURN(leads, FindInClosed(transaction, segments, terms));
  } else {
    // With it a search begins, and looks at no other beside it.
    ASSIGN_OR_RETURN(leads, FindInOpen(transaction, segments.front().id, terms));
  }
  std::erase_if(leads, [&](LeadId lead) { return lead >= before; });
  return leads;
}

absl::StatusOr<std::vector<LeadId>> SearchStore::FindInOpen(
    db::Transaction& transaction, int64_t segment, const std::vector<int64_t>& terms) const {
  std::vector<LeadId> leads;
  RETURN_IF_ERROR(transaction.Query(
      kListingsOf,
      [&](const db::Row& row) {
        const SearchListing listing = ReadListing(row);
        if (std::includes(listing.terms.begin(), listing.terms.end(), terms.begin(), terms.end()))
          leads.push_back(listing.lead);
      },
      segment));
  return leads;
}

absl::StatusOr<std::vector<LeadId>> SearchStore::FindInClosed(
    db::Transaction& transaction, const std::vector<SearchSegment>& segments,
    const std::vector<int64_t>& terms) const {
  std::vector<int64_t> ids;
  for (const SearchSegment& segment : segments) ids.push_back(segment.id);
  ASSIGN_OR_RETURN(auto postings, postings_.Find(transaction, std::move(ids), terms));
  std::vector<LeadId> leads;
  for (const SearchSegment& segment : segments) {
    const std::vector<LeadId> in_all = InAll(segment, postings[segment.id], terms.size());
    leads.insert(leads.end(), in_all.begin(), in_all.end());
  }
  return leads;
}

absl::Status SearchStore::AddPassing(db::Transaction& transaction, const SearchFilter& filter,
                                     const std::vector<LeadId>& leads, size_t limit,
                                     std::vector<LeadId>& found) const {
  const int64_t state = NumberOf(filter.state);
  const int64_t sector = NumberOf(filter.sector);
  const int64_t channel = NumberOf(filter.channel);
  for (const std::span<const LeadId> part : db::PartsOf(leads, kLeadsAtOnce)) {
    if (found.size() >= limit) break;
    db::InList list = db::MakeInList(part);
    db::AddRow(list.values, LeadState::kPurged, state, state, sector, sector, channel, channel,
               filter.unit, filter.unit, filter.unit, filter.received_from, filter.received_from,
               filter.received_before, filter.received_before, limit - found.size());
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kPass, list.marks),
        [&](const db::Row& row) { found.push_back(row.As<LeadId>(0)); }, list.values));
  }
  return absl::OkStatus();
}

absl::Status SearchStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  ASSIGN_OR_RETURN(const auto listed, FindListed(transaction, {lead}));
  for (const auto& [id, at] : listed) {
    ASSIGN_OR_RETURN(SearchSegment segment, Lock(transaction, at.segment));
    if (!segment.closed()) continue;
    ASSIGN_OR_RETURN(const uint16_t place, segment.PlaceOf(id));
    RETURN_IF_ERROR(postings_.Change(transaction, segment.id, place, {}, at.terms));
    segment.leads.at(place) = kLeast;
    RETURN_IF_ERROR(Put(transaction, segment));
  }
  return transaction.Execute(kDelete, lead).status();
}

}  // namespace hecha::intake
