// Previews of WebP, by the real program, of files as the library's own encoder makes them: lossy,
// lossless, transparent, moving, with what a camera writes, and broken.
#include <gtest/gtest.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/services/common/picture_fixture.h"
#include "tests/testing/status_matchers.h"

namespace hecha::picture {
namespace {

// 0xAARRGGBB of the pixel at x, of a row of `width`.
using Paint = std::function<uint32_t(int x, int width)>;

constexpr uint32_t kRed = 0xFFFF0000;
constexpr uint32_t kBlue = 0xFF0000FF;

uint32_t RedAndBlue(int x, int width) { return x < width / 2 ? kRed : kBlue; }

class Canvas {
 public:
  Canvas(int width, int height, const Paint& paint) {
    WebPPictureInit(&picture_);
    picture_.use_argb = 1;
    picture_.width = width;
    picture_.height = height;
    EXPECT_TRUE(WebPPictureAlloc(&picture_));
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) picture_.argb[y * picture_.argb_stride + x] = paint(x, width);
  }
  ~Canvas() { WebPPictureFree(&picture_); }
  Canvas(const Canvas&) = delete;

  WebPPicture& picture() { return picture_; }

 private:
  WebPPicture picture_;
};

std::string Encode(Canvas& canvas, bool lossless) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.lossless = lossless;
  config.method = 0;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  canvas.picture().writer = WebPMemoryWrite;
  canvas.picture().custom_ptr = &writer;
  EXPECT_TRUE(WebPEncode(&config, &canvas.picture()));
  std::string made(reinterpret_cast<char*>(writer.mem), writer.size);
  WebPMemoryWriterClear(&writer);
  return made;
}

std::string Webp(int width, int height, bool lossless = false, const Paint& paint = RedAndBlue) {
  Canvas canvas(width, height, paint);
  return Encode(canvas, lossless);
}

std::string Taken(WebPData& data) {
  std::string taken(reinterpret_cast<const char*>(data.bytes), data.size);
  WebPDataClear(&data);
  return taken;
}

// `picture` with `content` in the chunk called `name`.
std::string WithChunk(const std::string& picture, const char* name, const std::string& content) {
  const auto data_of = [](const std::string& bytes) {
    return WebPData{reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
  };
  const WebPData whole = data_of(picture);
  const WebPData chunk = data_of(content);
  WebPMux* const mux = WebPMuxCreate(&whole, 1);
  EXPECT_EQ(WebPMuxSetChunk(mux, name, &chunk, 1), WEBP_MUX_OK);
  WebPData made;
  EXPECT_EQ(WebPMuxAssemble(mux, &made), WEBP_MUX_OK);
  WebPMuxDelete(mux);
  return Taken(made);
}

// A picture that moves, of 64 times 48 pixels: a frame for each of `colours`.
std::string Moving(const std::vector<uint32_t>& colours) {
  WebPAnimEncoder* const encoder = WebPAnimEncoderNew(64, 48, nullptr);
  int at = 0;
  for (const uint32_t colour : colours) {
    Canvas canvas(64, 48, [colour](int, int) { return colour; });
    EXPECT_TRUE(WebPAnimEncoderAdd(encoder, &canvas.picture(), at, nullptr));
    at += 100;
  }
  EXPECT_TRUE(WebPAnimEncoderAdd(encoder, nullptr, at, nullptr));
  WebPData made;
  WebPDataInit(&made);
  EXPECT_TRUE(WebPAnimEncoderAssemble(encoder, &made));
  WebPAnimEncoderDelete(encoder);
  return Taken(made);
}

// `picture`, a lossless one, with a header that says it has `edge` times `edge` pixels.
std::string Claiming(std::string picture, uint32_t edge) {
  constexpr size_t kSize = 21;  // after RIFF, WEBP, VP8L and its mark: 14 bits of each, less one
  const uint32_t said = (edge - 1) | (edge - 1) << 14;
  for (size_t i = 0; i < 4; ++i) picture[kSize + i] = static_cast<char>(said >> 8 * i);
  return picture;
}

TEST(WebpPreview, HasThePixelsAndNothingElse) {
  for (const bool lossless : {false, true}) {
    std::string picture = Webp(640, 480, lossless);
    for (const char* chunk : {"EXIF", "XMP ", "ICCP"})
      picture = WithChunk(picture, chunk, std::string("CANARY 西岗镇某巷 12 号 ") + chunk);
    ASSERT_NE(picture.find("CANARY"), std::string::npos);
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(picture));
    EXPECT_EQ(preview.find("CANARY"), std::string::npos);
    ExpectUpright(preview, 1);
  }
}

TEST(WebpPreview, IsUprightHoweverTheCameraWasHeld) {
  const std::string picture = Webp(640, 480);
  for (char orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(int{orientation});
    // Some programs write the mark of a jpeg's segment before it.
    for (const std::string& mark : {std::string(), std::string("Exif\0\0", 6)}) {
      ASSERT_OK_AND_ASSIGN(const std::string preview,
                           Preview(WithChunk(picture, "EXIF", mark + Tiff(orientation))));
      ExpectUpright(preview, orientation);
    }
  }
}

TEST(WebpPreview, IsSmall) {
  for (const bool lossless : {false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Webp(5000, 3000, lossless)));
    const Pixels pixels = PixelsOf(preview);
    EXPECT_EQ(pixels.width, 1600u);
    EXPECT_EQ(pixels.height, 960u);
    EXPECT_EQ(EdgesOf(pixels), "rrbr");
  }
  ASSERT_OK_AND_ASSIGN(const std::string narrow, Preview(Webp(16'000, 1)));
  EXPECT_EQ(PixelsOf(narrow).width, 1600u);
  EXPECT_EQ(PixelsOf(narrow).height, 1u);
}

TEST(WebpPreview, IsWhiteWhereThePictureIsTransparent) {
  const Paint paint = [](int x, int width) { return x < width / 2 ? kRed : 0x00FFFFFF & kBlue; };
  for (const bool lossless : {false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Webp(640, 480, lossless, paint)));
    const Pixels pixels = PixelsOf(preview);
    const uint8_t* const right = pixels.At(600, 240);
    for (int c = 0; c < 3; ++c) EXPECT_GT(right[c], 250);
    const uint8_t* const left = pixels.At(40, 240);
    EXPECT_GT(left[0], 200);
    EXPECT_LT(left[2], 60);
  }
}

TEST(WebpPreview, ShowsTheFirstFrameOfWhatMoves) {
  ASSERT_OK_AND_ASSIGN(const std::string preview, Preview(Moving({kRed, kBlue, kRed})));
  const Pixels pixels = PixelsOf(preview);
  EXPECT_EQ(pixels.width, 64u);
  EXPECT_EQ(pixels.height, 48u);
  EXPECT_EQ(EdgesOf(pixels), "rrrr");
}

TEST(WebpPreview, APictureThatCannotBeIsRefused) {
  const std::string lossy = Webp(64, 64);
  const std::string lossless = Webp(64, 64, true);
  const std::string moving = Moving({kRed, kBlue});
  for (const std::string& broken :
       {lossy.substr(0, lossy.size() / 2), lossless.substr(0, lossless.size() / 2),
        moving.substr(0, moving.size() / 2), lossy.substr(0, 12), Claiming(lossless, 16'383),
        std::string("RIFF\0\0\0\0WEBPVP8 ", 16), std::string("RIFF\x24\0\0\0WAVEfmt ", 16)})
    EXPECT_THAT(Preview(broken), StatusIs(absl::StatusCode::kInvalidArgument));
  // What is changed by Claiming is its size, and nothing else that would have it refused.
  EXPECT_OK(Preview(Claiming(lossless, 64)));
}

TEST(WebpPreview, NoByteOfAPictureCanDoMoreThanBeRefused) {
  for (const std::string& whole :
       {WithChunk(Webp(64, 64), "EXIF", Tiff(6)), Webp(64, 64, true), Moving({kRed, kBlue})})
    ExpectNoByteDoesHarm(whole, 7);
}

}  // namespace
}  // namespace hecha::picture
