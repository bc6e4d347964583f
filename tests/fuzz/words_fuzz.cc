// A text as matching, hints and search see it: folding it twice is folding it once, an entity is
// found in its own value, a hint or a term stands where it is said to stand, and the keyed pairs
// of a text lead to every term that it holds.
#include <simdjson.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/common/base/text.h"
#include "services/intake/entity.h"
#include "services/intake/match_text.h"
#include "services/intake/reporter_hint.h"
#include "services/intake/search.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

using intake::Entity;
using intake::SearchSpan;

constexpr size_t kMostHints = 20;

template <class Range>
bool StrictlyAscends(const Range& range) {
  return std::adjacent_find(range.begin(), range.end(), std::greater_equal<>()) == range.end();
}

void CheckFold(std::string_view text) {
  const intake::FoldedText folded = intake::Fold(text);
  Check(folded.offsets.size() == folded.characters.size(), "each character has its offset");
  Check(StrictlyAscends(folded.offsets), "offsets ascend");
  Check(intake::Fold(intake::Utf8Of(folded.characters)).characters == folded.characters,
        "folding twice is folding once");
  if (IsUtf8(text))
    Check(folded.characters.size() == CharacterCount(text), "no character is lost or made up");
  const intake::FoldedText words = intake::FoldWords(text);
  Check(StrictlyAscends(words.offsets), "offsets of words ascend");
  for (size_t i = 0; i < words.offsets.size(); ++i)
    Check(words.characters[i] == folded.characters[words.offsets[i]], "words are of the text");
}

void CheckEntities(std::string_view text) {
  const std::vector<Entity> entities = intake::ExtractEntities(text);
  Check(StrictlyAscends(entities), "each entity comes once, in order");
  Check(intake::ExtractEntities(intake::Utf8Of(intake::Fold(text).characters)) == entities,
        "widths and cases hide no entity");
  for (const Entity& entity : entities)
    Check(intake::ExtractEntities(entity.value) == std::vector{entity},
          "an entity is the only one of its value");
}

void CheckHints(std::string_view text) {
  const std::vector<Entity> entities = intake::ExtractEntities(text);
  const std::vector<std::string> hints = intake::ReporterHints(text);
  Check(hints.size() <= kMostHints, "hints are few");
  for (const std::string& hint : hints) {
    Check(!hint.empty() && IsUtf8(hint), "a hint is whole characters");
    const bool number = std::any_of(entities.begin(), entities.end(),
                                    [&](const Entity& each) { return each.value == hint; });
    Check(number || text.find(hint) != std::string_view::npos, "a hint stands in the text");
  }
}

// `about` is name, phone, ID number and address alike.
void CheckPassages(std::string_view about, std::string_view text) {
  const std::string said(about);
  for (const std::string& passage : intake::PassagesNaming(
           {.name = said, .phone = said, .id_number = said, .address = said}, text))
    Check(!passage.empty() && IsUtf8(passage) && text.find(passage) != std::string_view::npos,
          "a passage stands in the text");
}

// What `span` covers of `characters`, as words.
std::u32string Covered(const std::u32string& characters, const SearchSpan& span) {
  return intake::FoldWords(intake::Utf8Of(characters.substr(static_cast<size_t>(span.offset),
                                                            static_cast<size_t>(span.length))))
      .characters;
}

void CheckSpans(std::string_view text, const std::vector<SearchSpan>& spans,
                const std::vector<std::u32string>& terms) {
  const std::u32string characters = intake::Fold(text).characters;
  for (const SearchSpan& span : spans) {
    Check(span.offset >= 0 && span.length > 0 &&
              static_cast<size_t>(span.offset + span.length) <= characters.size(),
          "a place lies within its text");
    Check(std::find(terms.begin(), terms.end(), Covered(characters, span)) != terms.end(),
          "a term stands at its place");
  }
}

void CheckSearch(std::string_view query, std::string_view text) {
  const absl::StatusOr<intake::SearchQuery> parsed = intake::SearchQuery::Parse(query);
  if (!parsed.ok()) return;
  const std::vector<SearchSpan> spans = intake::Locate(text, parsed->terms);
  CheckSpans(text, spans, parsed->terms);
  const std::u32string words = intake::FoldWords(text).characters;
  const std::vector<uint64_t> pairs = intake::Pairs(words);
  for (const std::u32string& term : parsed->terms) {
    if (words.find(term) == std::u32string::npos) continue;
    Check(!spans.empty(), "a term that the text holds has a place");
    const std::vector<uint64_t> sought = intake::Pairs(term);
    Check(std::includes(pairs.begin(), pairs.end(), sought.begin(), sought.end()),
          "its pairs lead to the text");
  }
  const intake::SearchSnippet snippet = intake::SnippetOf(text, spans);
  Check(IsUtf8(snippet.text) && text.find(snippet.text) != std::string_view::npos,
        "a snippet is of the text");
  Check(snippet.spans.empty() == spans.empty(), "a snippet shows what was found");
  CheckSpans(snippet.text, snippet.spans, parsed->terms);
}

void Run(std::string_view input) {
  Check(IsUtf8(input) == simdjson::validate_utf8(input.data(), input.size()),
        "UTF-8 is what others take for it");
  CheckFold(input);
  CheckEntities(input);
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string_view first = input.substr(0, end);
  const std::string_view rest = input.substr(std::min(end + 1, input.size()));
  (void)intake::NameAndPlace(first, rest);
  // What is stored was checked before.
  if (!IsUtf8(input)) return;
  CheckHints(input);
  CheckPassages(first, rest);
  CheckSearch(first, rest);
}

const bool kRegistered = Register({"words", Run});

}  // namespace
}  // namespace hecha::fuzz
