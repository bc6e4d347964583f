#include "services/intake/search_store.h"

#include <algorithm>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] = "INSERT IGNORE INTO search_term (term, lead_id) VALUES";
constexpr char kTermRow[] = "(?, ?)";
constexpr char kDelete[] = "DELETE FROM search_term WHERE lead_id = ? AND term IN ({})";
// One shape for every query and filter: terms repeat to fill the list, a 0 or NULL switches its
// condition off. 2 is the last code of an umbrella that is not sealed. From the terms to their
// leads, which are few, and not through all leads of a town.
constexpr char kFind[] =
    "SELECT s.lead_id FROM search_term s STRAIGHT_JOIN lead l ON l.id = s.lead_id "
    "WHERE s.term IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND s.lead_id < ? AND l.division = ? "
    "AND l.umbrella <= 2 AND l.restricted = 0 AND l.state <> ? AND (? = 0 OR l.state = ?) "
    "AND (? = 0 OR l.sector = ?) AND (? = 0 OR l.channel = ?) "
    "AND (? IS NULL OR l.unit_id = ? OR l.reviewing_unit_id = ?) "
    "AND (? IS NULL OR l.received_at >= ?) AND (? IS NULL OR l.received_at < ?) "
    "GROUP BY s.lead_id HAVING COUNT(*) = ? ORDER BY s.lead_id DESC LIMIT ?";

template <class Code>
int64_t NumberOf(std::optional<Code> code) {
  return code.has_value() ? static_cast<int64_t>(*code) : 0;
}

}  // namespace

absl::Status SearchStore::AddAll(db::Transaction& transaction,
                                 std::span<const IndexListingStore::Listing> leads) const {
  RETURN_IF_ERROR(listings_.PutAll(transaction, LeadIndex::kSearch, leads));
  std::vector<std::pair<int64_t, LeadId>> terms;
  for (const IndexListingStore::Listing& each : leads)
    for (const int64_t term : each.numbers) terms.emplace_back(term, each.lead);
  // As the table orders them: neighbours share a page.
  std::sort(terms.begin(), terms.end());
  std::vector<db::Param> rows;
  for (const auto& [term, lead] : terms) db::AddRow(rows, term, lead);
  return db::InsertRows(transaction, kInsert, kTermRow, std::move(rows)).status();
}

absl::StatusOr<std::vector<LeadId>> SearchStore::Find(db::Transaction& transaction,
                                                      const SearchFilter& filter,
                                                      std::vector<int64_t> terms, LeadId before,
                                                      int limit) const {
  if (terms.empty()) return std::vector<LeadId>();
  const size_t count = std::min(terms.size(), kMaxTerms);
  terms.resize(count);
  terms.resize(kMaxTerms, terms.back());
  std::vector<db::Param> params;
  for (const int64_t term : terms) params.push_back(db::ToParam(term));
  const int64_t state = NumberOf(filter.state);
  const int64_t sector = NumberOf(filter.sector);
  const int64_t channel = NumberOf(filter.channel);
  for (db::Param param :
       {db::ToParam(before), db::ToParam(filter.division), db::ToParam(LeadState::kPurged),
        db::ToParam(state), db::ToParam(state), db::ToParam(sector), db::ToParam(sector),
        db::ToParam(channel), db::ToParam(channel), db::ToParam(filter.unit),
        db::ToParam(filter.unit), db::ToParam(filter.unit), db::ToParam(filter.received_from),
        db::ToParam(filter.received_from), db::ToParam(filter.received_before),
        db::ToParam(filter.received_before), db::ToParam(count), db::ToParam(limit)})
    params.push_back(std::move(param));
  std::vector<LeadId> leads;
  RETURN_IF_ERROR(transaction.QueryParams(
      kFind, [&](const db::Row& row) { leads.push_back(row.As<LeadId>(0)); }, params));
  return leads;
}

absl::Status SearchStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return listings_.TakeOut(transaction, LeadIndex::kSearch, lead, kDelete);
}

}  // namespace hecha::intake
