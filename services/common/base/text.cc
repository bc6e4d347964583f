#include "services/common/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "services/common/base/refusal.h"

namespace hecha {

size_t CharacterCount(std::string_view text) {
  // Continuation bytes are 10xxxxxx; every other byte begins a character.
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool IsUtf8(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<uint8_t>(text[i++]);
    if (lead < 0x80) continue;
    int more;
    uint32_t code;
    uint32_t least;
    if ((lead & 0xE0) == 0xC0) {
      more = 1, code = lead & 0x1F, least = 0x80;
    } else if ((lead & 0xF0) == 0xE0) {
      more = 2, code = lead & 0x0F, least = 0x800;
    } else if ((lead & 0xF8) == 0xF0) {
      more = 3, code = lead & 0x07, least = 0x10000;
    } else {
      return false;
    }
    for (; more > 0; --more, ++i) {
      if (i >= text.size() || (static_cast<uint8_t>(text[i]) & 0xC0) != 0x80) return false;
      code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  }
  return true;
}

absl::Status CheckLength(std::string_view field, std::string_view text, size_t min, size_t max) {
  if (!IsUtf8(text))
    return RefuseField("INVALID_UTF8", field, fmt::format("{} 不是有效的 UTF-8", field),
                       fmt::format("{} is not valid UTF-8", field));
  const size_t count = CharacterCount(text);
  if (count < min && count == 0)
    return RefuseField("REQUIRED", field, "必填", fmt::format("{} is required", field));
  if (count < min || count > max)
    return RefuseField(
        count < min ? "TOO_SHORT" : "TOO_LONG", field,
        fmt::format("须为 {} 至 {} 个字，现有 {} 个", min, max, count),
        fmt::format("{} must have {} to {} characters, not {}", field, min, max, count));
  return absl::OkStatus();
}

}  // namespace hecha
