// How a camera was held, and the picture as it was seen: what a viewer would do with the tag that
// a preview leaves out is done to the pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace hecha::picture {

// Orientation of EXIF 2.3 (tag 0x0112), 1 to 8, as an APP1 segment of a jpeg says; 1 where it says
// nothing that makes sense.
int OrientationOf(std::span<const uint8_t> app1);

// The same of an EXIF chunk of a webp, which may leave out what tells an APP1 segment's kind.
int OrientationOfExif(std::span<const uint8_t> chunk);

// A picture that lies in memory, row by row, 3 bytes a pixel.
class Upright {
 public:
  // `pixels` are those of `width` times `height`, as the camera saw them.
  Upright(uint32_t width, uint32_t height, std::vector<uint8_t> pixels, int orientation)
      : width_(width), height_(height), pixels_(std::move(pixels)), orientation_(orientation) {}

  uint32_t width() const { return Turned() ? height_ : width_; }
  uint32_t height() const { return Turned() ? width_ : height_; }
  void CopyRow(uint32_t y, uint8_t* out) const;

 private:
  // Whether rows became columns.
  bool Turned() const { return orientation_ >= 5; }

  const uint32_t width_;
  const uint32_t height_;
  const std::vector<uint8_t> pixels_;
  const int orientation_;
};

}  // namespace hecha::picture
