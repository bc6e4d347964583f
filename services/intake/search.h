// Searching in sealed words 检索: what a query asks for, the keyed pairs of characters by which
// candidates are found, and where in an opened text its terms stand.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/intake/match_text.h"

namespace hecha::intake {

struct SearchQuery {
  // Folded (see FoldWords), 2 characters or more each.
  std::vector<std::u32string> terms;

  // InvalidArgument that names the rule unless `text` has one to five terms between blanks, of 2
  // characters or more each, and 100 characters in all.
  static absl::StatusOr<SearchQuery> Parse(std::string_view text);
};

// The pairs of neighbouring characters of `characters`, each once, in ascending order.
std::vector<uint64_t> Pairs(std::u32string_view characters);

// Turns pairs into numbers that nobody without the key can tell from others. Immutable, so safe
// for concurrent use.
class SearchHasher {
 public:
  // `secret` has 32 bytes.
  explicit SearchHasher(std::string_view secret);

  // Each once, in ascending order.
  std::vector<int64_t> Terms(const std::vector<uint64_t>& pairs) const;

 private:
  std::array<unsigned char, 16> key_{};
};

// A place in a text, in characters of the original.
struct SearchSpan {
  int offset = 0;
  int length = 0;

  bool operator==(const SearchSpan&) const = default;
};

// Where `terms` stand in `text`, in order; empty where none does.
std::vector<SearchSpan> Locate(std::string_view text, const std::vector<std::u32string>& terms);

struct SearchSnippet {
  std::string text;
  // Counted in the snippet.
  std::vector<SearchSpan> spans;
};

// The surroundings of the first of `spans` in `text`, with every span that lies within them.
SearchSnippet SnippetOf(std::string_view text, const std::vector<SearchSpan>& spans);

}  // namespace hecha::intake
