// A SearchService finds leads by their words, which are sealed: candidates by keyed pairs of
// characters, each opened and looked into, so that nothing is found that does not hold the terms
// and nothing is shown that the caller may not read. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/lead_store.h"
#include "services/intake/search.h"
#include "services/intake/search_store.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class SearchOrder : uint8_t { kNewest = 1, kRelevance };

struct SearchHit {
  Lead lead;
  std::vector<SearchSpan> in_title;
  std::vector<SearchSpan> in_narrative;

  int occurrences() const { return static_cast<int>(in_title.size() + in_narrative.size()); }
};

// What a search asks for.
struct SearchRequest {
  std::string query;
  SearchFilter filter;
  SearchOrder order = SearchOrder::kNewest;
  int size = 20;
  // From an answer before; empty for the first page.
  std::string page_token;
};

struct SearchPage {
  std::vector<SearchHit> hits;
  // Empty at the end.
  std::string next_page_token;
};

class SearchService {
 public:
  SearchService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads)
      : journal_(journal), keyring_(keyring), leads_(leads) {}

  // Sets, inside the index's transaction, by what a lead is found.
  absl::Status Index(db::Transaction& transaction, const Lead& lead) const;

  absl::StatusOr<SearchPage> Search(const Call& call, SearchRequest request);

 private:
  absl::StatusOr<SearchPage> FindNewest(db::Transaction& transaction, const Call& call,
                                        const SearchRequest& request,
                                        const SearchQuery& query) const;
  absl::StatusOr<SearchPage> FindMostRelevant(db::Transaction& transaction, const Call& call,
                                              const SearchRequest& request,
                                              const SearchQuery& query) const;
  // The hits among the leads before `before`, newest first, at most `limit`.
  absl::StatusOr<std::vector<SearchHit>> FindHits(db::Transaction& transaction, const Call& call,
                                                  const SearchFilter& filter,
                                                  const SearchQuery& query, LeadId before,
                                                  size_t limit) const;
  // Tells that somebody searched.
  absl::Status Record(const Call& call, const SearchRequest& request, size_t hits);
  SearchHasher HasherOf(const std::string& division) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const SearchStore terms_ = {};
};

}  // namespace hecha::intake
