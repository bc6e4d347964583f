#include "services/common/base/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/common/base/refusal.h"

namespace hecha {

size_t CharacterCount(std::string_view text) {
  // Continuation bytes are 10xxxxxx; every other byte begins a character.
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

absl::Status CheckLength(std::string_view field, std::string_view text, size_t min, size_t max) {
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
