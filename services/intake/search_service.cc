#include "services/intake/search_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"

namespace hecha::intake {
namespace {

constexpr char kKey[] = "search";
constexpr char kAuditKey[] = "search.audit";
constexpr int kTitleWeight = 3;
// A page and one more: who looks for a word that is common opens no lead for nothing.
constexpr size_t kOpenedAtOnce = 21;

int WeightOf(const SearchHit& hit) {
  int weight = 0;
  for (const SearchedText& each : hit.texts)
    weight += static_cast<int>(each.spans.size()) *
              (each.field == SearchField::kTitle ? kTitleWeight : 1);
  return weight;
}

// What a lead itself says, whom it is about, what the office makes of it, and what its reporter
// wrote later.
std::vector<SearchedText> TextsOf(const Lead& lead, std::span<const std::string> added) {
  const Registration& registered = lead.registration;
  std::vector<SearchedText> texts = {{SearchField::kTitle, registered.title},
                                     {SearchField::kNarrative, registered.narrative}};
  if (registered.contact.has_value())
    texts.push_back({SearchField::kContact, registered.contact->summary});
  texts.push_back({SearchField::kSummary, lead.summary});
  texts.push_back({SearchField::kOpinion, lead.opinion});
  for (const Subject& subject : registered.subjects)
    for (const std::string* words :
         {&subject.name, &subject.alias, &subject.employer, &subject.place})
      if (!words->empty()) texts.push_back({SearchField::kSubject, *words});
  for (const std::string& message : added) texts.push_back({SearchField::kMessage, message});
  return texts;
}

// Nothing unless every term stands in one of `texts`.
std::optional<SearchHit> LookInto(Lead lead, std::vector<SearchedText> texts,
                                  const SearchQuery& query) {
  for (const std::u32string& term : query.terms)
    if (std::all_of(texts.begin(), texts.end(),
                    [&](const SearchedText& each) { return Locate(each.text, {term}).empty(); }))
      return std::nullopt;
  SearchHit hit;
  for (SearchedText& each : texts) {
    each.spans = Locate(each.text, query.terms);
    if (!each.spans.empty()) hit.texts.push_back(std::move(each));
  }
  hit.lead = std::move(lead);
  return hit;
}

absl::StatusOr<size_t> ParseOffset(const std::string& token) {
  size_t offset = 0;
  const char* const end = token.data() + token.size();
  if (!token.empty() && std::from_chars(token.data(), end, offset).ptr != end)
    return RefuseField("PAGE_TOKEN", "page_token", "page_token 无效",
                       "page_token is not one that a search returned");
  return offset;
}

}  // namespace

int SearchHit::occurrences() const {
  size_t sum = 0;
  for (const SearchedText& each : texts) sum += each.spans.size();
  return static_cast<int>(sum);
}

SearchHasher SearchService::HasherOf(const std::string& division) const {
  return SearchHasher(keyring_.Fingerprint(kKey, division));
}

absl::Status SearchService::IndexAll(db::Transaction& transaction,
                                     std::span<const ReadLead> leads) const {
  std::map<std::string, std::vector<SearchListing>> by_town;
  for (const ReadLead& read : leads)
    by_town[read.lead->registration.division].push_back({read.lead->id, TermsOf(read)});
  for (const auto& [division, listings] : by_town)
    RETURN_IF_ERROR(terms_.PutAll(transaction, division, listings));
  return absl::OkStatus();
}

std::vector<int64_t> SearchService::TermsOf(const ReadLead& read) const {
  std::vector<uint64_t> all;
  for (const SearchedText& each : TextsOf(*read.lead, read.added)) {
    const std::vector<uint64_t> pairs = Pairs(FoldWords(each.text).characters);
    all.insert(all.end(), pairs.begin(), pairs.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return HasherOf(read.lead->registration.division).Terms(all);
}

absl::StatusOr<SearchPage> SearchService::Search(const Call& call, SearchRequest request) {
  ASSIGN_OR_RETURN(const SearchQuery query, SearchQuery::Parse(request.query));
  // Content is read in one's own town alone.
  request.filter.division = call.actor.division;
  const bool office = call.actor.Has(Role::kClerk) || call.actor.Has(Role::kOffice);
  if (!office) RETURN_IF_ERROR(NarrowToOwnUnit(call.actor, request.filter.unit));
  ASSIGN_OR_RETURN(SearchPage page,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return request.order == SearchOrder::kRelevance
                                ? FindMostRelevant(transaction, call, request, query)
                                : FindNewest(transaction, call, request, query);
                   }));
  RETURN_IF_ERROR(Record(call, request, page.hits.size()));
  return page;
}

absl::StatusOr<SearchPage> SearchService::FindNewest(db::Transaction& transaction, const Call& call,
                                                     const SearchRequest& request,
                                                     const SearchQuery& query) const {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.size, request.page_token));
  const auto size = static_cast<size_t>(page.size);
  SearchPage found;
  LeadId before{page.before};
  ASSIGN_OR_RETURN(const bool ended,
                   ForEachHit(transaction, call, request.filter, query, before, [&](SearchHit hit) {
                     found.hits.push_back(std::move(hit));
                     return found.hits.size() <= size;
                   }));
  found.next_page_token = page.Cut(found.hits, [](const SearchHit& hit) { return hit.lead.id; });
  if (!found.next_page_token.empty() || ended) return found;
  // Not a full page, but as much as one call looks at.
  found.next_page_token = before.ToString();
  found.truncated = true;
  return found;
}

absl::StatusOr<SearchPage> SearchService::FindMostRelevant(db::Transaction& transaction,
                                                           const Call& call,
                                                           const SearchRequest& request,
                                                           const SearchQuery& query) const {
  ASSIGN_OR_RETURN(const size_t offset, ParseOffset(request.page_token));
  // Without their words: there may be many.
  std::vector<std::pair<int, LeadId>> weighed;
  LeadId before{Page().before};
  ASSIGN_OR_RETURN(const bool ended,
                   ForEachHit(transaction, call, request.filter, query, before, [&](SearchHit hit) {
                     weighed.emplace_back(WeightOf(hit), hit.lead.id);
                     return weighed.size() < limits_.weighed;
                   }));
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  SearchPage found;
  found.truncated = !ended;
  const size_t begin = std::min(offset, weighed.size());
  const size_t end = std::min(begin + static_cast<size_t>(request.size), weighed.size());
  if (end < weighed.size()) found.next_page_token = fmt::format("{}", end);
  std::vector<LeadId> shown;
  for (size_t i = begin; i < end; ++i) shown.push_back(weighed[i].second);
  ASSIGN_OR_RETURN(found.hits, OpenAll(transaction, call, shown, query));
  return found;
}

absl::StatusOr<bool> SearchService::ForEachHit(db::Transaction& transaction, const Call& call,
                                               const SearchFilter& filter, const SearchQuery& query,
                                               LeadId& before,
                                               absl::FunctionRef<bool(SearchHit)> take) const {
  std::vector<uint64_t> pairs;
  for (const std::u32string& term : query.terms) {
    const std::vector<uint64_t> own = Pairs(term);
    pairs.insert(pairs.end(), own.begin(), own.end());
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  const std::vector<int64_t> terms = HasherOf(filter.division).Terms(pairs);

  for (size_t opened = 0; opened < limits_.opened; opened += limits_.candidates) {
    ASSIGN_OR_RETURN(const std::vector<LeadId> candidates,
                     terms_.Find(transaction, filter, terms, before, limits_.candidates));
    for (const std::span<const LeadId> part : db::PartsOf(candidates, kOpenedAtOnce)) {
      ASSIGN_OR_RETURN(std::vector<SearchHit> hits, OpenAll(transaction, call, part, query));
      for (SearchHit& hit : hits)
        if (!take(std::move(hit))) return false;
      before = part.back();
    }
    if (candidates.size() < limits_.candidates) return true;
  }
  return false;
}

absl::StatusOr<std::vector<SearchHit>> SearchService::OpenAll(db::Transaction& transaction,
                                                              const Call& call,
                                                              std::span<const LeadId> leads,
                                                              const SearchQuery& query) const {
  ASSIGN_OR_RETURN(std::vector<Lead> opened, leads_.FindAll(transaction, leads));
  std::erase_if(opened,
                [&](const Lead& lead) { return lead.VisibleTo(call.actor) < Visibility::kFull; });
  const auto place = [&](const Lead& lead) { return std::ranges::find(leads, lead.id); };
  std::ranges::sort(opened, std::less(), place);
  DialogueStore::Messages messages;
  // A reporter's words to the office may tell who it is: the unit must not find them either.
  if (call.actor.Has(Role::kClerk) || call.actor.Has(Role::kOffice)) {
    std::vector<LeadId> readable;
    for (const Lead& lead : opened) readable.push_back(lead.id);
    ASSIGN_OR_RETURN(messages, dialogues_.ListMessagesOf(transaction, readable));
  }
  std::vector<SearchHit> hits;
  for (Lead& lead : opened) {
    std::vector<SearchedText> texts = TextsOf(lead, ByReporter(std::move(messages[lead.id])));
    std::optional<SearchHit> hit = LookInto(std::move(lead), std::move(texts), query);
    if (hit.has_value()) hits.push_back(*std::move(hit));
  }
  return hits;
}

absl::Status SearchService::Record(const Call& call, const SearchRequest& request, size_t hits) {
  return journal_.Transact(call.deadline, [&](db::Transaction& transaction) {
    const Uuid search = Uuid::V7(call.now);
    v1::LeadsSearched event;
    event.set_search_id(search.ToString());
    event.set_user_id(call.actor.user.ToString());
    event.set_query_hash(keyring_.Fingerprint(kAuditKey, request.query));
    event.set_hits(static_cast<int>(hits));
    return journal_.Append(transaction, call,
                           events::MakeEvent("search", search, 1, call.actor.division,
                                             "lead.search", std::move(event)));
  });
}

}  // namespace hecha::intake
