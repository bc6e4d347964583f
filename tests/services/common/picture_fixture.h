// What the tests of previews look at pictures with.
#pragma once

#include <gtest/gtest.h>

// jpeglib.h needs FILE, which it does not name.
#include <cstdio>

#include <jpeglib.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "services/common/picture/preview.h"

namespace hecha::picture {

// A jpeg, decoded.
struct Pixels {
  unsigned width = 0;
  unsigned height = 0;
  // 3 bytes a pixel: red, green, blue.
  std::vector<uint8_t> bytes;

  const uint8_t* At(size_t x, size_t y) const { return bytes.data() + 3 * (y * width + x); }
};

inline Pixels PixelsOf(const std::string& picture) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(picture.data()), picture.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  Pixels pixels{jpeg.output_width, jpeg.output_height, {}};
  const size_t stride = size_t{3} * pixels.width;
  pixels.bytes.resize(stride * pixels.height);
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t* row = pixels.bytes.data() + jpeg.output_scanline * stride;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_destroy_decompress(&jpeg);
  return pixels;
}

// Whether left, top, right and bottom edge are red or blue, near their beginning: 'r' or 'b' each.
inline std::string EdgesOf(const Pixels& pixels) {
  const auto at = [&](size_t x, size_t y) {
    const uint8_t* pixel = pixels.At(x, y);
    return pixel[0] > pixel[2] ? 'r' : 'b';
  };
  const size_t right = pixels.width - 1;
  const size_t bottom = pixels.height - 1;
  return {at(0, bottom / 4), at(right / 4, 0), at(right, bottom / 4), at(right / 4, bottom)};
}

// By the real program, which is given the picture in pieces.
inline absl::StatusOr<std::string> Preview(const std::string& picture) {
  size_t given = 0;
  return MakePreview(
      [&]() -> absl::StatusOr<std::string> {
        const std::string piece = picture.substr(given, 10'000);
        given += piece.size();
        return piece;
      },
      absl::Now() + absl::Seconds(30));
}

// The EXIF of a camera that was held as `orientation` says.
inline std::string Tiff(char orientation) {
  const std::string number = std::string(1, orientation) + std::string(3, '\0');
  return std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + number;
}

// The preview of a picture of 640 times 480 pixels, red on its left and blue on its right, that was
// taken by a camera held as `orientation` says: a viewer would have shown it so.
inline void ExpectUpright(const std::string& preview, char orientation) {
  // Left, top, right and bottom.
  static constexpr const char* kUpright[] = {"rrbr", "bbrb", "bbrb", "rrbr",
                                             "rrrb", "rrrb", "bbbr", "bbbr"};
  const bool turned = orientation >= 5;
  const Pixels pixels = PixelsOf(preview);
  EXPECT_EQ(pixels.width, turned ? 480u : 640u);
  EXPECT_EQ(pixels.height, turned ? 640u : 480u);
  EXPECT_EQ(EdgesOf(pixels), kUpright[orientation - 1]);
  EXPECT_EQ(preview.find("Exif"), std::string::npos);
}

// One byte in `step` of `picture`, turned over, costs no more than the preview.
inline void ExpectNoByteDoesHarm(const std::string& picture, size_t step) {
  for (size_t at = 0; at < picture.size(); at += step) {
    std::string broken = picture;
    broken[at] = static_cast<char>(~broken[at]);
    const absl::StatusOr<std::string> preview = Preview(broken);
    EXPECT_TRUE(preview.ok() || absl::IsInvalidArgument(preview.status())) << preview.status();
  }
}

}  // namespace hecha::picture
