#include "services/common/security/name_fingerprint.h"

#include <cstddef>

namespace hecha::security {
namespace {

constexpr char kKey[] = "names";
constexpr char32_t kFullWidthFirst = 0xFF01;
constexpr char32_t kFullWidthLast = 0xFF5E;
constexpr char32_t kFullWidthOffset = 0xFEE0;

// The character at `i` of valid UTF-8, and `i` moved behind it.
char32_t Next(std::string_view text, size_t& i) {
  const unsigned char lead = static_cast<unsigned char>(text[i++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t point = lead & (0x3F >> more);
  for (int n = 0; n < more && i < text.size(); ++n)
    point = (point << 6) | (static_cast<unsigned char>(text[i++]) & 0x3F);
  return point;
}

// What does not tell two names apart: blanks, punctuation, the dots within transcribed names.
bool IsNoise(char32_t point) {
  if (point < 0x80) {
    return !((point >= '0' && point <= '9') || (point >= 'a' && point <= 'z'));
  }
  return point == 0xA0 || point == 0xB7 || (point >= 0x2000 && point <= 0x206F) ||
         point == 0x2027 || (point >= 0x3000 && point <= 0x301F) || point == 0x30FB;
}

std::string Normalise(std::string_view name) {
  std::string normal;
  for (size_t i = 0; i < name.size();) {
    const size_t start = i;
    char32_t point = Next(name, i);
    if (point >= kFullWidthFirst && point <= kFullWidthLast) point -= kFullWidthOffset;
    if (point >= 'A' && point <= 'Z') point += 'a' - 'A';
    if (IsNoise(point)) continue;
    if (point < 0x80)
      normal += static_cast<char>(point);
    else
      normal += name.substr(start, i - start);
  }
  return normal;
}

}  // namespace

std::string FingerprintOfName(const Keyring& keyring, std::string_view name) {
  const std::string normal = Normalise(name);
  return normal.empty() ? "" : keyring.Fingerprint(kKey, normal);
}

}  // namespace hecha::security
