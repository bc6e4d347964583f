// Pictures, row by row: a picture that was made to be large when unpacked is refused by what its
// header says, before there is memory for it.
//
// Whatever is wrong with a picture ends in GiveUp: in the program, of the process with kUnreadable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace hecha::picture {

inline constexpr int kUnreadable = 2;
// Larger than any camera's of the day.
inline constexpr uint64_t kMostPixels = 64'000'000;
inline constexpr uint32_t kMostEdge = 20'000;

// Gives up if a picture of this size is none, or too large to be unpacked.
void CheckSize(uint64_t width, uint64_t height);

class PictureReader {
 public:
  virtual ~PictureReader() = default;
  // Of what ReadRow gives, in pixels.
  virtual uint32_t width() const = 0;
  virtual uint32_t height() const = 0;
  // How the camera was held; see upright.h.
  virtual int orientation() const { return 1; }
  // The next row: 3 bytes a pixel, red, green, blue.
  virtual void ReadRow(uint8_t* row) = 0;
};

// A jpeg, png or webp, by its first bytes. A jpeg comes smaller already, by a factor of at most 8
// that leaves its longer edge `edge` pixels at least; a webp with one of `edge` pixels at most.
std::unique_ptr<PictureReader> OpenPicture(uint32_t edge);

}  // namespace hecha::picture
