#include "services/common/picture/webp_reader.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "services/common/picture/input.h"
#include "services/common/picture/upright.h"

namespace hecha::picture {
namespace {

// The library takes a file as a whole.
constexpr size_t kMostFile = 64 << 20;
constexpr size_t kStep = 64 << 10;

std::vector<uint8_t> ReadFile(std::span<const uint8_t> head) {
  std::vector<uint8_t> file(head.begin(), head.end());
  while (file.size() <= kMostFile) {
    const size_t held = file.size();
    file.resize(held + kStep);
    const size_t got = ReadInput(file.data() + held, kStep);
    file.resize(held + got);
    if (got == 0) return file;
  }
  GiveUp();
}

// Where the chunks of a file lie. It must not outlive the file.
class Chunks {
 public:
  explicit Chunks(const std::vector<uint8_t>& file) {
    const WebPData data = {file.data(), file.size()};
    demuxer_.reset(WebPDemux(&data));
    if (demuxer_ == nullptr) GiveUp();
    if (WebPDemuxGetFrame(demuxer_.get(), 1, &frame_) == 0) GiveUp();
  }
  ~Chunks() { WebPDemuxReleaseIterator(&frame_); }
  Chunks(const Chunks&) = delete;

  // Of a picture that moves, only a part of the whole may be drawn by its first frame.
  const WebPIterator& first_frame() const { return frame_; }

  int Orientation() const {
    WebPChunkIterator exif{};
    if (WebPDemuxGetChunk(demuxer_.get(), "EXIF", 1, &exif) == 0) return 1;
    const int orientation = OrientationOfExif({exif.chunk.bytes, exif.chunk.size});
    WebPDemuxReleaseChunkIterator(&exif);
    return orientation;
  }

 private:
  struct Delete {
    void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
  };
  std::unique_ptr<WebPDemuxer, Delete> demuxer_;
  WebPIterator frame_{};
};

// What to decode into, which goes however reading ends.
struct Decoding : WebPDecoderConfig {
  Decoding() {
    if (WebPInitDecoderConfig(this) == 0) GiveUp();
    this->output.colorspace = MODE_RGBA;
  }
  ~Decoding() { WebPFreeDecBuffer(&this->output); }
  Decoding(const Decoding&) = delete;
};

class WebpReader : public PictureReader {
 public:
  WebpReader(const std::vector<uint8_t>& file, uint32_t edge) {
    const Chunks chunks(file);
    orientation_ = chunks.Orientation();
    const WebPIterator& frame = chunks.first_frame();
    CheckSize(static_cast<uint64_t>(frame.width), static_cast<uint64_t>(frame.height));
    const auto longer = static_cast<uint32_t>(std::max(frame.width, frame.height));
    if (longer > edge) {
      // Made smaller while it is decoded, so that the whole need not be held.
      decoding_.options.use_scaling = 1;
      decoding_.options.scaled_width = Scaled(frame.width, edge, longer);
      decoding_.options.scaled_height = Scaled(frame.height, edge, longer);
    }
    if (WebPDecode(frame.fragment.bytes, frame.fragment.size, &decoding_) != VP8_STATUS_OK)
      GiveUp();
  }

  uint32_t width() const override { return static_cast<uint32_t>(decoding_.output.width); }
  uint32_t height() const override { return static_cast<uint32_t>(decoding_.output.height); }
  int orientation() const override { return orientation_; }

  void ReadRow(uint8_t* row) override {
    const WebPRGBABuffer& pixels = decoding_.output.u.RGBA;
    const uint8_t* from = pixels.rgba + next_++ * static_cast<size_t>(pixels.stride);
    for (uint32_t x = 0; x < width(); ++x, from += 4) {
      const int opacity = from[3];
      for (int c = 0; c < 3; ++c)
        *row++ = static_cast<uint8_t>((from[c] * opacity + 255 * (255 - opacity)) / 255);
    }
  }

 private:
  static int Scaled(int length, uint32_t edge, uint32_t longer) {
    return std::max(1, static_cast<int>(static_cast<uint64_t>(length) * edge / longer));
  }

  Decoding decoding_;
  int orientation_ = 1;
  size_t next_ = 0;
};

}  // namespace

std::unique_ptr<PictureReader> OpenWebp(std::span<const uint8_t> head, uint32_t edge) {
  return std::make_unique<WebpReader>(ReadFile(head), edge);
}

}  // namespace hecha::picture
