#include "services/intake/match_text.h"

#include <cstddef>

namespace hecha::intake {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Reads one character and moves `at` behind it. Overlong forms, surrogates and values beyond
// Unicode are not told from others: nothing here decides anything by them.
char32_t Next(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC0 || lead >= 0xF8 || at + more > text.size()) return kReplacement;
  char32_t character = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return kReplacement;
    character = character << 6 | (byte(at + i) & 0x3F);
  }
  at += more;
  return character;
}

char32_t FoldOne(char32_t character) {
  if (character >= 0xFF01 && character <= 0xFF5E) character -= 0xFEE0;
  if (character == 0x3000) return ' ';
  if (character >= 'a' && character <= 'z') return character - ('a' - 'A');
  return character;
}

// Digits, Latin letters and everything from the CJK blocks on that is no punctuation.
bool IsWord(char32_t character) {
  if (character < 0x80)
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z');
  if (character < 0x2E80) return character >= 0xC0 && character < 0x2000;
  const bool punctuation = (character >= 0x3000 && character <= 0x303F) ||
                           (character >= 0xFE10 && character <= 0xFE6F) ||
                           (character >= 0xFF00 && character <= 0xFFFF);
  return !punctuation;
}

template <class Keep>
FoldedText FoldIf(std::string_view text, Keep keep) {
  FoldedText folded;
  folded.characters.reserve(text.size() / 3);
  folded.offsets.reserve(text.size() / 3);
  uint32_t offset = 0;
  for (size_t at = 0; at < text.size(); ++offset) {
    const char32_t character = FoldOne(Next(text, at));
    if (!keep(character)) continue;
    folded.characters.push_back(character);
    folded.offsets.push_back(offset);
  }
  return folded;
}

}  // namespace

FoldedText Fold(std::string_view text) {
  return FoldIf(text, [](char32_t) { return true; });
}

std::string Utf8Of(std::u32string_view characters) {
  std::string text;
  for (const char32_t character : characters) {
    const int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    const uint32_t mark = more == 0 ? 0 : 0xF0 << (3 - more) & 0xFF;
    text += static_cast<char>(mark | character >> (6 * more));
    for (int i = more; i-- > 0;) text += static_cast<char>(0x80 | (character >> (6 * i) & 0x3F));
  }
  return text;
}

FoldedText FoldWords(std::string_view text) { return FoldIf(text, IsWord); }

}  // namespace hecha::intake
