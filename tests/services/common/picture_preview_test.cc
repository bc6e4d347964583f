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
#include "tests/services/common/picture_fixture.h"
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
  EXPECT_EQ(PixelsOf(preview).width, 640u);
  EXPECT_EQ(PixelsOf(preview).height, 480u);
}

TEST(Preview, IsUprightHoweverTheCameraWasHeld) {
  for (char orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(int{orientation});
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Jpeg(640, 480, Tiff(orientation))));
    ExpectUpright(preview, orientation);
  }
  ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Jpeg(640, 480, Tiff(9))));
  ExpectUpright(preview, 1);
}

TEST(Preview, IsSmall) {
  for (bool progressive : {false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Jpeg(5000, 3000, "", progressive)));
    EXPECT_LE(PixelsOf(preview).width, 1600u);
    EXPECT_GE(PixelsOf(preview).width, 800u);
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
  ExpectNoByteDoesHarm(Jpeg(64, 64, "x", true), 41);
}

}  // namespace
}  // namespace hecha::picture
