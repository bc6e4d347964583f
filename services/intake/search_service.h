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
#include "services/intake/dialogue_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/search.h"
#include "services/intake/search_store.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class SearchOrder : uint8_t { kNewest = 1, kRelevance };

// Numbers equal those of hecha.intake.v1.SearchSnippet.Field.
enum class SearchField : uint8_t { kTitle = 1, kNarrative, kSubject, kMessage };

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

struct SearchPage {
  std::vector<SearchHit> hits;
  // Empty at the end.
  std::string next_page_token;
};

class SearchService {
 public:
  SearchService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads)
      : journal_(journal), keyring_(keyring), leads_(leads), dialogues_(keyring) {}

  // Sets, inside the index's transaction, by what a lead is found; where it is read `again`, the
  // reporter may have added to it.
  absl::Status Index(db::Transaction& transaction, const Lead& lead, bool again) const;

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
  // What of `lead` the caller may read.
  absl::StatusOr<std::vector<SearchedText>> TextsFor(db::Transaction& transaction,
                                                     const Actor& actor, const Lead& lead) const;
  absl::Status AddMessages(db::Transaction& transaction, LeadId lead,
                           std::vector<SearchedText>& texts) const;
  // Tells that somebody searched.
  absl::Status Record(const Call& call, const SearchRequest& request, size_t hits);
  SearchHasher HasherOf(const std::string& division) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const DialogueStore dialogues_;
  const SearchStore terms_ = {};
};

}  // namespace hecha::intake
