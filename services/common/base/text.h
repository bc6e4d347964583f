// Rules for text that people enter.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace hecha {

// Number of Unicode characters in UTF-8 `text`.
size_t CharacterCount(std::string_view text);

// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

// True for the control characters of ASCII: what ends a line, or cannot be seen.
constexpr bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// InvalidArgument that names `field` unless `text` has `min` to `max` characters: rule
// REQUIRED where an obligatory text is empty, else TOO_SHORT or TOO_LONG; INVALID_UTF8 where it is
// no text.
absl::Status CheckLength(std::string_view field, std::string_view text, size_t min, size_t max);

}  // namespace hecha
