// Strangers' pictures, as hecha-preview reads them, without its sandbox: whatever a picture says of
// itself, reading ends, and what comes of it is small.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "services/common/picture/input.h"
#include "services/common/picture/picture_reader.h"
#include "services/common/picture/shrinker.h"
#include "services/common/picture/upright.h"
#include "tests/fuzz/target.h"

namespace hecha::picture {
namespace {

struct Unreadable {};
thread_local std::string_view given;

}  // namespace

size_t ReadInput(void* to, size_t size) {
  const size_t part = std::min(size, given.size());
  std::copy_n(given.data(), part, static_cast<char*>(to));
  given.remove_prefix(part);
  return part;
}

// Passes through the frames of the libraries, which hold nothing that would have to be let go.
void GiveUp() { throw Unreadable(); }

}  // namespace hecha::picture

namespace hecha::fuzz {
namespace {

// A short edge makes for quick runs.
constexpr uint32_t kEdge = 64;

void Read(std::string_view input) {
  picture::given = input;
  const std::unique_ptr<picture::PictureReader> reader = picture::OpenPicture(kEdge);
  Check(uint64_t{reader->width()} * reader->height() <= picture::kMostPixels,
        "a picture that is read has a size that can be read");
  const picture::Upright small = picture::ReadSmaller(*reader, kEdge);
  Check(std::min(small.width(), small.height()) > 0, "a picture has pixels");
  Check(std::max(small.width(), small.height()) <= kEdge, "a preview is small");
  std::vector<uint8_t> row(size_t{3} * small.width());
  for (uint32_t y = 0; y < small.height(); ++y) small.CopyRow(y, row.data());
}

void CheckOrientation(std::string_view exif) {
  const std::span bytes(reinterpret_cast<const uint8_t*>(exif.data()), exif.size());
  for (const int orientation : {picture::OrientationOf(bytes), picture::OrientationOfExif(bytes)})
    Check(orientation >= 1 && orientation <= 8, "a camera is held in one of eight ways");
}

void Run(std::string_view input) {
  CheckOrientation(input);
  CheckOrientation(std::string("Exif\0\0", 6).append(input));
  try {
    Read(input);
  } catch (const picture::Unreadable&) {
  }
}

const bool kRegistered = Register({"picture", Run});

}  // namespace
}  // namespace hecha::fuzz
