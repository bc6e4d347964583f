#include "services/intake/search.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxTerms = 5;
constexpr size_t kMaxCharacters = 100;
// Characters before and after the first place.
constexpr int kBefore = 20;
constexpr int kAfter = 60;

// Where character `index` begins in UTF-8 `text`.
size_t ByteOf(std::string_view text, int index) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && index-- == 0) break;
  }
  return at;
}

std::vector<std::string_view> SplitAtBlanks(std::string_view text) {
  constexpr std::string_view kWideBlank = "　";
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t at = 0; at <= text.size();) {
    const bool wide = text.substr(at).starts_with(kWideBlank);
    const bool ends = at == text.size() || text[at] == ' ' || text[at] == '\t' || wide;
    if (!ends) {
      ++at;
      continue;
    }
    if (at > begin) parts.push_back(text.substr(begin, at - begin));
    at += wide ? kWideBlank.size() : 1;
    begin = at;
  }
  return parts;
}

}  // namespace

absl::StatusOr<SearchQuery> SearchQuery::Parse(std::string_view text) {
  RETURN_IF_ERROR(CheckLength("query", text, 1, kMaxCharacters));
  SearchQuery query;
  for (std::string_view part : SplitAtBlanks(text)) {
    std::u32string term = FoldWords(part).characters;
    if (term.size() < 2)
      return RefuseField("TERM_TOO_SHORT", "query", "每个检索词至少两个字",
                         "each term has 2 characters or more");
    query.terms.push_back(std::move(term));
  }
  if (query.terms.empty() || query.terms.size() > kMaxTerms)
    return RefuseField("TERM_COUNT", "query", "请输入 1 至 5 个检索词", "search for 1 to 5 terms");
  return query;
}

std::vector<uint64_t> Pairs(std::u32string_view characters) {
  std::vector<uint64_t> pairs;
  for (size_t i = 1; i < characters.size(); ++i)
    pairs.push_back(static_cast<uint64_t>(characters[i - 1]) << 32 | characters[i]);
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

SearchHasher::SearchHasher(std::string_view secret) {
  std::copy_n(secret.begin(), key_.size(), key_.begin());
}

std::vector<int64_t> SearchHasher::Terms(const std::vector<uint64_t>& pairs) const {
  std::vector<int64_t> terms;
  terms.reserve(pairs.size());
  for (const uint64_t pair : pairs) {
    std::array<unsigned char, sizeof(pair)> bytes;
    std::memcpy(bytes.data(), &pair, sizeof(pair));
    std::array<unsigned char, crypto_shorthash_BYTES> hash;
    crypto_shorthash(hash.data(), bytes.data(), bytes.size(), key_.data());
    int64_t term = 0;
    std::memcpy(&term, hash.data(), sizeof(term));
    terms.push_back(term);
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::vector<SearchSpan> Locate(std::string_view text, const std::vector<std::u32string>& terms) {
  const FoldedText words = FoldWords(text);
  std::vector<SearchSpan> spans;
  for (const std::u32string& term : terms) {
    for (size_t at = words.characters.find(term); at != std::u32string::npos;
         at = words.characters.find(term, at + term.size())) {
      const auto first = static_cast<int>(words.offsets[at]);
      const auto last = static_cast<int>(words.offsets[at + term.size() - 1]);
      spans.push_back({first, last - first + 1});
    }
  }
  std::sort(spans.begin(), spans.end(),
            [](const SearchSpan& a, const SearchSpan& b) { return a.offset < b.offset; });
  return spans;
}

SearchSnippet SnippetOf(std::string_view text, const std::vector<SearchSpan>& spans) {
  SearchSnippet snippet;
  if (spans.empty()) return snippet;
  const int begin = std::max(0, spans.front().offset - kBefore);
  const int end = spans.front().offset + std::max(spans.front().length, kAfter);
  const size_t from = ByteOf(text, begin);
  snippet.text = text.substr(from, ByteOf(text, end) - from);
  for (const SearchSpan& span : spans)
    if (span.offset + span.length <= end)
      snippet.spans.push_back({span.offset - begin, span.length});
  return snippet;
}

}  // namespace hecha::intake
