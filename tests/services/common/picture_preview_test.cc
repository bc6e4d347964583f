// Previews by the real program: pixels come through, metadata does not, and a picture that lies
// about itself is refused at the price of a process.
#include "services/common/picture/preview.h"

#include <gtest/gtest.h>

// jpeglib.h needs FILE, which it does not name.
#include <cstdio>

#include <jpeglib.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/status_matchers.h"

namespace hecha::picture {
namespace {

// A jpeg whose left half is red and right half blue; `canary` stands where a camera writes place
// and device (APP1) and in a comment.
std::string Jpeg(unsigned width, unsigned height, const std::string& canary = "",
                 bool progressive = false) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  const std::string exif = std::string("Exif\0\0", 6) + canary;
  for (int marker : {JPEG_APP0 + 1, JPEG_COM + 0})
    jpeg_write_marker(&jpeg, marker, reinterpret_cast<const JOCTET*>(exif.data()), exif.size());
  std::vector<uint8_t> row(size_t{3} * width);
  for (unsigned x = 0; x < width; ++x) row[3 * x + (x < width / 2 ? 0 : 2)] = 255;
  uint8_t* rows[] = {row.data()};
  while (jpeg.next_scanline < height) jpeg_write_scanlines(&jpeg, rows, 1);
  jpeg_finish_compress(&jpeg);
  std::string made(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return made;
}

struct Size {
  unsigned width = 0;
  unsigned height = 0;
};

// What the header of a jpeg says.
Size SizeOf(const std::string& picture) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(picture.data()), picture.size());
  jpeg_read_header(&jpeg, TRUE);
  const Size size = {jpeg.image_width, jpeg.image_height};
  jpeg_destroy_decompress(&jpeg);
  return size;
}

absl::StatusOr<std::string> Preview(const std::string& picture) {
  size_t given = 0;
  return MakePreview(
      [&]() -> absl::StatusOr<std::string> {
        const std::string piece = picture.substr(given, 10'000);
        given += piece.size();
        return piece;
      },
      absl::Now() + absl::Seconds(30));
}

// A jpeg's dimensions stand in its frame header, whatever follows.
std::string Claiming(std::string picture, uint16_t edge) {
  const size_t frame = picture.find("\xFF\xC0");
  for (size_t at : {frame + 5, frame + 7}) {
    picture[at] = static_cast<char>(edge >> 8);
    picture[at + 1] = static_cast<char>(edge);
  }
  return picture;
}

TEST(Preview, HasThePixelsAndNothingElse) {
  const std::string picture = Jpeg(640, 480, "CANARYEXIF 西岗镇某巷 12 号");
  ASSERT_NE(picture.find("CANARYEXIF"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(picture));
  EXPECT_EQ(preview.find("CANARYEXIF"), std::string::npos);
  EXPECT_EQ(preview.find("Exif"), std::string::npos);
  EXPECT_EQ(SizeOf(preview).width, 640u);
  EXPECT_EQ(SizeOf(preview).height, 480u);
}

// What a camera writes that was held as `orientation` says.
std::string Tiff(char orientation) {
  const std::string number = std::string(1, orientation) + std::string(3, '\0');
  return std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + number;
}

// Red, green and blue of the pixel in the middle of the left, top, right and bottom edge: 'r' or
// 'b' each.
std::string EdgesOf(const std::string& picture) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(picture.data()), picture.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  const size_t stride = size_t{3} * jpeg.output_width;
  std::vector<uint8_t> pixels(stride * jpeg.output_height);
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t* row = pixels.data() + jpeg.output_scanline * stride;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  const auto at = [&](size_t x, size_t y) {
    return pixels[y * stride + 3 * x] > pixels[y * stride + 3 * x + 2] ? 'r' : 'b';
  };
  const size_t right = jpeg.output_width - 1;
  const size_t bottom = jpeg.output_height - 1;
  const std::string edges = {at(0, bottom / 4), at(right / 4, 0), at(right, bottom / 4),
                             at(right / 4, bottom)};
  jpeg_destroy_decompress(&jpeg);
  return edges;
}

TEST(Preview, IsUprightHoweverTheCameraWasHeld) {
  // Left, top, right and bottom of a picture that is red on its left, as it should be seen.
  const std::vector<std::string> upright = {"rrbr", "bbrb", "bbrb", "rrbr",
                                            "rrrb", "rrrb", "bbbr", "bbbr"};
  for (size_t i = 0; i < upright.size(); ++i) {
    const char orientation = static_cast<char>(i + 1);
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Jpeg(640, 480, Tiff(orientation))));
    const bool turned = orientation >= 5;
    EXPECT_EQ(SizeOf(preview).width, turned ? 480u : 640u) << i + 1;
    EXPECT_EQ(SizeOf(preview).height, turned ? 640u : 480u) << i + 1;
    EXPECT_EQ(EdgesOf(preview), upright[i]) << i + 1;
    EXPECT_EQ(preview.find("Exif"), std::string::npos);
  }
  EXPECT_EQ(SizeOf(Preview(Jpeg(640, 480, Tiff(9))).value()).width, 640u);
}

TEST(Preview, IsSmall) {
  for (bool progressive : {false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Jpeg(5000, 3000, "", progressive)));
    EXPECT_LE(SizeOf(preview).width, 1600u);
    EXPECT_GE(SizeOf(preview).width, 800u);
    EXPECT_LT(preview.size(), 200'000u);
  }
}

TEST(Preview, APictureThatCannotBeIsRefused) {
  const std::string picture = Jpeg(64, 64);
  for (const std::string& broken :
       {std::string(), std::string("no picture"), picture.substr(0, picture.size() / 2),
        Claiming(picture, 65'000), Claiming(picture, 0),
        std::string("\x89PNG\r\n\x1A\n broken", 15)})
    EXPECT_THAT(Preview(broken), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Preview, AnErrorOfTheSourceIsReturned) {
  EXPECT_THAT(MakePreview(
                  []() -> absl::StatusOr<std::string> {
                    return absl::UnavailableError("the database is away");
                  },
                  absl::Now() + absl::Seconds(30)),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(Preview, NoByteOfAPictureCanDoMoreThanBeRefused) {
  const std::string whole = Jpeg(64, 64, "x", true);
  for (size_t at = 0; at < whole.size(); at += 41) {
    std::string broken = whole;
    broken[at] = static_cast<char>(~broken[at]);
    const absl::StatusOr<std::string> preview = Preview(broken);
    EXPECT_TRUE(preview.ok() || absl::IsInvalidArgument(preview.status())) << preview.status();
  }
}

}  // namespace
}  // namespace hecha::picture
