// hecha-preview: reads a picture from standard input and writes a smaller one, which is nothing but
// its pixels, to standard output (jpeg, 1,600 pixels at the longer edge). A process of its own,
// because a decoder of strangers' pictures must be able to reach nothing.

#include <unistd.h>

// jpeglib.h needs FILE, which it does not name.
#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "services/common/picture/picture_reader.h"
#include "services/common/picture/sandbox.h"
#include "services/common/picture/upright.h"

namespace hecha::picture {
namespace {

constexpr uint32_t kEdge = 1'600;
constexpr int kQuality = 80;
constexpr unsigned long kMostMemory = 384ul << 20;
constexpr unsigned long kMostSeconds = 20;

void WriteAll(const uint8_t* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(STDOUT_FILENO, bytes, size);
    if (written <= 0) _exit(kUnreadable);
    bytes += written;
    size -= static_cast<size_t>(written);
  }
}

// Averages the pixels of a picture that fall onto one of the smaller picture, row by row.
class Shrinker {
 public:
  explicit Shrinker(PictureReader& reader)
      : reader_(reader),
        factor_((std::max(reader.width(), reader.height()) + kEdge - 1) / kEdge),
        width_((reader.width() + factor_ - 1) / factor_),
        height_((reader.height() + factor_ - 1) / factor_),
        row_(size_t{3} * reader.width()),
        sums_(size_t{3} * width_) {}

  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }

  void ReadRow(uint8_t* out) {
    const uint32_t rows = std::min(factor_, reader_.height() - read_);
    std::fill(sums_.begin(), sums_.end(), 0);
    for (uint32_t i = 0; i < rows; ++i) AddRow();
    for (uint32_t x = 0; x < width_; ++x) {
      const uint32_t columns = std::min(factor_, reader_.width() - x * factor_);
      for (uint32_t c = 0; c < 3; ++c)
        out[3 * x + c] = static_cast<uint8_t>(sums_[3 * x + c] / (rows * columns));
    }
    read_ += rows;
  }

 private:
  void AddRow() {
    reader_.ReadRow(row_.data());
    for (uint32_t x = 0; x < reader_.width(); ++x)
      for (uint32_t c = 0; c < 3; ++c) sums_[3 * (x / factor_) + c] += row_[3 * x + c];
  }

  PictureReader& reader_;
  const uint32_t factor_;
  const uint32_t width_;
  const uint32_t height_;
  std::vector<uint8_t> row_;
  std::vector<uint32_t> sums_;
  uint32_t read_ = 0;
};

Upright ReadAll(Shrinker& picture, int orientation) {
  const size_t stride = size_t{3} * picture.width();
  std::vector<uint8_t> pixels(stride * picture.height());
  for (uint32_t y = 0; y < picture.height(); ++y) picture.ReadRow(pixels.data() + y * stride);
  return Upright(picture.width(), picture.height(), std::move(pixels), orientation);
}

void WriteJpeg(const Upright& picture) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  error.error_exit = [](j_common_ptr) { _exit(kUnreadable); };
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = picture.width();
  jpeg.image_height = picture.height();
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, kQuality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<uint8_t> row(size_t{3} * picture.width());
  uint8_t* rows[] = {row.data()};
  for (uint32_t y = 0; y < picture.height(); ++y) {
    picture.CopyRow(y, row.data());
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  WriteAll(bytes, size);
}

void Run() {
  const std::unique_ptr<PictureReader> reader = OpenPicture(kEdge);
  Shrinker shrinker(*reader);
  WriteJpeg(ReadAll(shrinker, reader->orientation()));
}

}  // namespace
}  // namespace hecha::picture

int main() {
  using namespace hecha::picture;
  // Both libraries are loaded by now, and no more file has to be opened.
  if (!Confine(kMostMemory, kMostSeconds)) return EXIT_FAILURE;
  Run();
  _exit(EXIT_SUCCESS);
}
