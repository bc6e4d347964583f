#include "services/intake/match_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "services/intake/fingerprint.h"
#include "services/intake/match_phrase.h"

namespace hecha::intake {
namespace {

// Fewer common shingles are a place's name or a phrase of courtesy.
constexpr size_t kLeastCommon = 12;
// A passage of fewer words says nothing; more than this many nobody reads.
constexpr size_t kLeastPassage = 8;
constexpr size_t kMostPassages = 8;
// A text that repeats itself would make its own comparison slow.
constexpr size_t kMostPlaces = 16;

// How far a shared entity alone speaks for the same matter.
double WeightOf(EntityKind kind) {
  switch (kind) {
    case EntityKind::kResidentId:
    case EntityKind::kBankCard:
      return 0.8;
    case EntityKind::kPhone:
    case EntityKind::kPlate:
      return 0.7;
    case EntityKind::kNamePlace:
      return 0.6;
    case EntityKind::kCreditCode:
      return 0.5;
  }
  return 0;
}

size_t CountCommon(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  size_t count = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y)
      ++count, ++x, ++y;
    else if (*x < *y)
      ++x;
    else
      ++y;
  }
  return count;
}

double Overlap(const MatchText& a, const MatchText& b) {
  const size_t shorter = std::min(a.shingles.size(), b.shingles.size());
  if (shorter == 0) return 0;
  const size_t common = CountCommon(a.shingles, b.shingles);
  if (common < kLeastCommon && a.words.characters != b.words.characters) return 0;
  return static_cast<double>(common) / static_cast<double>(shorter);
}

size_t CommonPrefix(std::u32string_view a, std::u32string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  return std::mismatch(a.begin(), a.begin() + limit, b.begin()).first - a.begin();
}

// From the first kept character to the last, whatever was left out between them.
uint32_t Span(const FoldedText& text, size_t at, size_t length) {
  return text.offsets[at + length - 1] - text.offsets[at] + 1;
}

// Walks through b and takes, wherever kLeastPassage characters stand in a as well, the longest
// passage that begins there.
std::vector<Passage> FindPassages(const FoldedText& a, const FoldedText& b) {
  const std::u32string_view left = a.characters;
  const std::u32string_view right = b.characters;
  std::unordered_map<std::u32string_view, std::vector<size_t>> places;
  for (size_t at = 0; at + kLeastPassage <= left.size(); ++at) {
    std::vector<size_t>& known = places[left.substr(at, kLeastPassage)];
    if (known.size() < kMostPlaces) known.push_back(at);
  }
  struct Found {
    size_t length;
    Passage passage;
  };
  std::vector<Found> found;
  for (size_t at = 0; at + kLeastPassage <= right.size();) {
    size_t longest = 0;
    size_t place = 0;
    if (const auto known = places.find(right.substr(at, kLeastPassage)); known != places.end()) {
      for (size_t candidate : known->second) {
        const size_t length = CommonPrefix(left.substr(candidate), right.substr(at));
        if (length > longest) longest = length, place = candidate;
      }
    }
    if (longest == 0) {
      ++at;
      continue;
    }
    found.push_back(
        {longest,
         {a.offsets[place], Span(a, place, longest), b.offsets[at], Span(b, at, longest)}});
    at += longest;
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& x, const Found& y) { return x.length > y.length; });
  std::vector<Passage> passages;
  for (const Found& one : found)
    if (passages.size() < kMostPassages) passages.push_back(one.passage);
  return passages;
}

}  // namespace

MatchText MatchText::Of(std::string_view title, std::string_view narrative) {
  MatchText text;
  text.words = FoldWords(narrative);
  text.shingles = WithoutPhrases(Shingles(text.words));
  text.entities = ExtractEntities(std::string(title) + "\n" + std::string(narrative));
  return text;
}

MatchText MatchText::Of(const Registration& registered, const std::vector<std::string>& messages) {
  std::string all = registered.title + "\n" + registered.narrative;
  if (registered.contact.has_value()) all += "\n" + registered.contact->summary;
  for (const std::string& message : messages) all += "\n" + message;
  std::vector<Entity> known;
  for (const Subject& subject : registered.subjects) {
    all += fmt::format("\n{}\n{}\n{}\n{}", subject.name, subject.alias, subject.employer,
                       subject.place);
    for (const std::string* name : {&subject.name, &subject.alias})
      if (std::optional<Entity> person = NameAndPlace(*name, subject.place))
        known.push_back(*std::move(person));
  }
  MatchText text = Of("", registered.narrative);
  text.entities = ExtractEntities(all);
  text.entities.insert(text.entities.end(), known.begin(), known.end());
  std::sort(text.entities.begin(), text.entities.end());
  text.entities.erase(std::unique(text.entities.begin(), text.entities.end()), text.entities.end());
  return text;
}

std::optional<Likeness> Compare(const MatchText& a, const MatchText& b) {
  Likeness likeness;
  MatchReasons& reasons = likeness.reasons;
  std::set_intersection(a.entities.begin(), a.entities.end(), b.entities.begin(), b.entities.end(),
                        std::back_inserter(reasons.entities));
  reasons.overlap = Overlap(a, b);
  if (reasons.overlap < kLeastOverlap && reasons.entities.empty()) return std::nullopt;
  // Independent hints: what is left of the doubt after each.
  double doubt = 1 - reasons.overlap;
  for (const Entity& entity : reasons.entities) doubt *= 1 - WeightOf(entity.kind);
  likeness.score = 1 - doubt;
  reasons.passages = FindPassages(a.words, b.words);
  return likeness;
}

}  // namespace hecha::intake
