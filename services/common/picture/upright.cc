#include "services/common/picture/upright.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace hecha::picture {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr uint32_t kOrientationTag = 0x0112;
constexpr uint32_t kShort = 3;
constexpr size_t kEntryBytes = 12;

// The TIFF file that an EXIF segment holds, in its own byte order; every read is checked.
class Tiff {
 public:
  Tiff(std::span<const uint8_t> bytes, bool little) : bytes_(bytes), little_(little) {}

  // The unsigned number of `size` bytes at `at`.
  std::optional<uint32_t> Read(size_t at, size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) return std::nullopt;
    uint32_t number = 0;
    for (size_t i = 0; i < size; ++i) {
      const size_t next = little_ ? at + size - 1 - i : at + i;
      number = number << 8 | bytes_[next];
    }
    return number;
  }

 private:
  const std::span<const uint8_t> bytes_;
  const bool little_;
};

std::optional<uint32_t> FindOrientation(const Tiff& tiff) {
  const std::optional<uint32_t> directory = tiff.Read(4, 4);
  if (!directory.has_value()) return std::nullopt;
  const std::optional<uint32_t> count = tiff.Read(*directory, 2);
  for (size_t i = 0; count.has_value() && i < *count; ++i) {
    const size_t entry = size_t{*directory} + 2 + i * kEntryBytes;
    const std::optional<uint32_t> tag = tiff.Read(entry, 2);
    if (!tag.has_value()) return std::nullopt;
    if (*tag == kOrientationTag && tiff.Read(entry + 2, 2) == kShort)
      return tiff.Read(entry + 8, 2);
  }
  return std::nullopt;
}

bool BeginsWithExif(std::span<const uint8_t> bytes) {
  return bytes.size() >= kExif.size() && std::equal(kExif.begin(), kExif.end(), bytes.begin());
}

int OrientationIn(std::span<const uint8_t> file) {
  if (file.empty()) return 1;
  const uint32_t said = FindOrientation(Tiff(file, file[0] == 'I')).value_or(1);
  return said >= 1 && said <= 8 ? static_cast<int>(said) : 1;
}

}  // namespace

int OrientationOf(std::span<const uint8_t> app1) {
  return BeginsWithExif(app1) ? OrientationIn(app1.subspan(kExif.size())) : 1;
}

int OrientationOfExif(std::span<const uint8_t> chunk) {
  return OrientationIn(BeginsWithExif(chunk) ? chunk.subspan(kExif.size()) : chunk);
}

void Upright::CopyRow(uint32_t y, uint8_t* out) const {
  for (uint32_t x = 0; x < width(); ++x) {
    // Where the pixel lies, with rows and columns exchanged if they were.
    uint32_t column = Turned() ? y : x;
    uint32_t row = Turned() ? x : y;
    const bool from_right =
        orientation_ == 2 || orientation_ == 3 || orientation_ == 7 || orientation_ == 8;
    const bool from_below =
        orientation_ == 3 || orientation_ == 4 || orientation_ == 6 || orientation_ == 7;
    if (from_right) column = width_ - 1 - column;
    if (from_below) row = height_ - 1 - row;
    std::copy_n(pixels_.data() + 3 * (size_t{row} * width_ + column), 3, out + size_t{3} * x);
  }
}

}  // namespace hecha::picture
