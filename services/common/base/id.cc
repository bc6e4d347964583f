#include "services/common/base/id.h"

#include <sodium.h>

#include <algorithm>
#include <mutex>

#include "absl/status/status.h"

namespace hecha {
namespace {

constexpr size_t kTextLength = 36;
constexpr std::array<size_t, 4> kDashes = {8, 13, 18, 23};

bool IsDash(size_t position) {
  return std::find(kDashes.begin(), kDashes.end(), position) != kDashes.end();
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Uuid Uuid::Max() {
  Uuid id;
  id.bytes_.fill(0xff);
  return id;
}

Uuid Uuid::V7(absl::Time now) {
  // RFC 9562 section 6.2, method 3: the 12 bits beside the milliseconds hold the fraction,
  // and a clock that stands still or steps back is overtaken by one tick.
  static std::mutex mutex;
  static uint64_t last = 0;
  const uint64_t micros = static_cast<uint64_t>(absl::ToUnixMicros(now));
  uint64_t stamp = (micros / 1000) << 12 | (micros % 1000) * 4096 / 1000;
  {
    std::lock_guard lock(mutex);
    if (stamp <= last) stamp = last + 1;
    last = stamp;
  }
  Uuid id;
  const uint64_t millis = stamp >> 12;
  for (int i = 0; i < 6; ++i) id.bytes_[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  id.bytes_[6] = static_cast<uint8_t>(0x70 | (stamp >> 8 & 0x0f));
  id.bytes_[7] = static_cast<uint8_t>(stamp);
  randombytes_buf(&id.bytes_[8], 8);
  id.bytes_[8] = static_cast<uint8_t>(0x80 | (id.bytes_[8] & 0x3f));
  return id;
}

absl::StatusOr<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != kTextLength) return absl::InvalidArgumentError("a UUID has 36 characters");
  Uuid id;
  size_t nibble = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDash(i)) {
      if (text[i] != '-') return absl::InvalidArgumentError("a UUID has dashes at 8, 13, 18, 23");
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0) return absl::InvalidArgumentError("a UUID holds hexadecimal digits");
    id.bytes_[nibble / 2] = static_cast<uint8_t>(id.bytes_[nibble / 2] << 4 | value);
    ++nibble;
  }
  return id;
}

absl::StatusOr<Uuid> Uuid::FromBytes(std::string_view bytes) {
  if (bytes.size() != 16) return absl::InvalidArgumentError("a UUID has 16 bytes");
  Uuid id;
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

std::string Uuid::ToString() const {
  std::string text(2 * bytes_.size(), '\0');
  sodium_bin2hex(text.data(), text.size() + 1, bytes_.data(), bytes_.size());
  for (size_t dash : kDashes) text.insert(dash, 1, '-');
  return text;
}

}  // namespace hecha
