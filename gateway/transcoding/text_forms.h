// The text that the proto3 JSON mapping makes of bytes, instants and spans of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hecha::transcoding {

// Standard base64 with padding (RFC 4648 section 4).
std::string ToBase64(std::string_view bytes);

// Takes either alphabet, but no mixture; padding is optional, but whole. Bits that no byte holds
// must be zero, so that one value has one form (RFC 4648 section 3.5).
std::optional<std::string> FromBase64(std::string_view text);

// RFC 3339 in UTC with 0, 3, 6 or 9 fractional digits; empty outside the years 1 to 9999.
std::string FormatTimestamp(int64_t seconds, int32_t nanos);

// "1.5s" with 0, 3, 6 or 9 fractional digits; empty outside +-10,000 years.
std::string FormatDuration(int64_t seconds, int32_t nanos);

}  // namespace hecha::transcoding
