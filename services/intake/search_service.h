// A SearchService finds leads by their words, which are sealed: candidates by keyed pairs of
// characters, each opened and looked into, so that nothing is found that does not hold the terms
// and nothing is shown that the caller may not read. Safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/dialogue_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/search.h"
#include "services/intake/search_store.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class SearchOrder : uint8_t { kNewest = 1, kRelevance };

// Numbers equal those of hecha.intake.v1.SearchSnippet.Field.
enum class SearchField : uint8_t {
  kTitle = 1,
  kNarrative,
  kSubject,
  kMessage,
  kContact,
  kSummary,
  kOpinion,
};

// A text of a lead in which terms were looked for.
struct SearchedText {
  SearchField field = SearchField::kTitle;
  std::string text;
  std::vector<SearchSpan> spans = {};
};

struct SearchHit {
  Lead lead;
  // Those in which a term stands.
  std::vector<SearchedText> texts;

  int occurrences() const;
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

// How much one search does at most.
struct SearchLimits {
  // Candidates that are looked up at once, and that are opened in all.
  size_t candidates = 100;
  size_t opened = 2000;
  // Among how many hits relevance sorts.
  size_t weighed = 1000;
};

struct SearchPage {
  std::vector<SearchHit> hits;
  // Empty at the end.
  std::string next_page_token;
  // Whether older leads were not looked at yet; by relevance, not at all.
  bool truncated = false;
};

class SearchService {
 public:
  SearchService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
                SearchLimits limits = {})
      : journal_(journal), keyring_(keyring), leads_(leads), dialogues_(keyring), limits_(limits) {}

  // Sets, inside the index's transaction, by what leads are found.
  struct ReadLead {
    const Lead* lead = nullptr;
    // What its reporter wrote later.
    std::span<const std::string> added = {};
  };
  absl::Status IndexAll(db::Transaction& transaction, std::span<const ReadLead> leads) const;

  absl::StatusOr<SearchPage> Search(const Call& call, SearchRequest request);

 private:
  absl::StatusOr<SearchPage> FindNewest(db::Transaction& transaction, const Call& call,
                                        const SearchRequest& request,
                                        const SearchQuery& query) const;
  absl::StatusOr<SearchPage> FindMostRelevant(db::Transaction& transaction, const Call& call,
                                              const SearchRequest& request,
                                              const SearchQuery& query) const;
  // Calls `take` for the hits among the leads before `before`, newest first, as long as it says
  // true and not too many were opened. `before` is then the last that was looked at; true if none
  // is left behind it.
  absl::StatusOr<bool> ForEachHit(db::Transaction& transaction, const Call& call,
                                  const SearchFilter& filter, const SearchQuery& query,
                                  LeadId& before, absl::FunctionRef<bool(SearchHit)> take) const;
  // Those of `leads`, in their order, that the caller may read and that hold the terms.
  absl::StatusOr<std::vector<SearchHit>> OpenAll(db::Transaction& transaction, const Call& call,
                                                 std::span<const LeadId> leads,
                                                 const SearchQuery& query) const;
  std::vector<int64_t> TermsOf(const ReadLead& read) const;
  // Tells that somebody searched.
  absl::Status Record(const Call& call, const SearchRequest& request, size_t hits);
  SearchHasher HasherOf(const std::string& division) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const DialogueStore dialogues_;
  const SearchLimits limits_;
  const SearchStore terms_;
};

}  // namespace hecha::intake
