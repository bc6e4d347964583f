#include "services/common/picture/shrinker.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hecha::picture {
namespace {

// Averages the pixels of a picture that fall onto one of the smaller picture, row by row.
class Shrinker {
 public:
  Shrinker(PictureReader& reader, uint32_t edge)
      : reader_(reader),
        factor_((std::max(reader.width(), reader.height()) + edge - 1) / edge),
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

}  // namespace

Upright ReadSmaller(PictureReader& picture, uint32_t edge) {
  Shrinker smaller(picture, edge);
  const size_t stride = size_t{3} * smaller.width();
  std::vector<uint8_t> pixels(stride * smaller.height());
  for (uint32_t y = 0; y < smaller.height(); ++y) smaller.ReadRow(pixels.data() + y * stride);
  return Upright(smaller.width(), smaller.height(), std::move(pixels), picture.orientation());
}

}  // namespace hecha::picture
