// Text as matching sees it: the same matter typed in other widths, cases or punctuation is the
// same text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hecha::intake {

struct FoldedText {
  std::u32string characters;
  // Of each character, how many characters of the original stand before it.
  std::vector<uint32_t> offsets;
};

// Every character of UTF-8 `text`, with full-width forms as ASCII and ASCII letters as capitals.
// A byte that belongs to no character becomes U+FFFD.
FoldedText Fold(std::string_view text);

// `characters` in UTF-8.
std::string Utf8Of(std::u32string_view characters);

// The same without white space, punctuation and symbols: letters, digits and ideographs.
FoldedText FoldWords(std::string_view text);

}  // namespace hecha::intake
