#include "services/common/picture/picture_reader.h"

// jpeglib.h needs FILE, which it does not name.
#include <cstdio>

#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "services/common/picture/input.h"
#include "services/common/picture/upright.h"
#include "services/common/picture/webp_reader.h"

namespace hecha::picture {
namespace {

// A progressive picture has to be held whole; this is room for some 40 million pixels.
constexpr long kMostHeld = 128 << 20;
// Each scan of a progressive picture costs a pass over all of it.
constexpr int kMostScans = 64;
// A segment of a jpeg is no longer.
constexpr unsigned kMostExif = 0xFFFF;
// What a webp begins with, as other files of its family do.
constexpr std::string_view kRiff = "RIFF";

// The first bytes, which tell the format, and after them the rest of standard input.
struct Input {
  uint8_t head[8];
  size_t held = 0;
  size_t given = 0;

  size_t Read(uint8_t* to, size_t size) {
    if (given == held) return ReadInput(to, size);
    const size_t part = std::min(size, held - given);
    std::copy_n(head + given, part, to);
    given += part;
    return part;
  }
};

// The library's own state, which goes however reading ends.
struct Jpeg : jpeg_decompress_struct {
  Jpeg() : jpeg_decompress_struct{} {
    err = jpeg_std_error(&error);
    error.error_exit = [](j_common_ptr) { GiveUp(); };
    error.output_message = [](j_common_ptr) {};
    jpeg_create_decompress(this);
  }
  ~Jpeg() { jpeg_destroy_decompress(this); }
  Jpeg(const Jpeg&) = delete;

  jpeg_error_mgr error{};
};

class JpegReader : public PictureReader {
 public:
  JpegReader(Input input, uint32_t edge) : input_(input) {
    jpeg_.mem->max_memory_to_use = kMostHeld;
    progress_.progress_monitor = [](j_common_ptr info) {
      if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) GiveUp();
    };
    jpeg_.progress = &progress_;
    SetSource();
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 1, kMostExif);
    jpeg_read_header(&jpeg_, TRUE);
    CheckSize(jpeg_.image_width, jpeg_.image_height);
    jpeg_.out_color_space = JCS_RGB;
    jpeg_.scale_denom = 1;
    const uint32_t longer = std::max(jpeg_.image_width, jpeg_.image_height);
    while (jpeg_.scale_denom < 8 && longer / (jpeg_.scale_denom * 2) >= edge)
      jpeg_.scale_denom *= 2;
    jpeg_start_decompress(&jpeg_);
  }

  uint32_t width() const override { return jpeg_.output_width; }
  uint32_t height() const override { return jpeg_.output_height; }
  int orientation() const override {
    for (const jpeg_marker_struct* each = jpeg_.marker_list; each != nullptr; each = each->next)
      if (const int said = OrientationOf({each->data, each->data_length}); said != 1) return said;
    return 1;
  }
  void ReadRow(uint8_t* row) override { jpeg_read_scanlines(&jpeg_, &row, 1); }

 private:
  struct Source : jpeg_source_mgr {
    JpegReader* reader;
  };

  void SetSource() {
    source_.reader = this;
    source_.bytes_in_buffer = 0;
    source_.init_source = source_.term_source = [](j_decompress_ptr) {};
    source_.resync_to_restart = jpeg_resync_to_restart;
    source_.fill_input_buffer = [](j_decompress_ptr info) -> boolean {
      static_cast<Source*>(info->src)->reader->Fill();
      return TRUE;
    };
    source_.skip_input_data = [](j_decompress_ptr info, long count) {
      Source& source = *static_cast<Source*>(info->src);
      while (count > static_cast<long>(source.bytes_in_buffer)) {
        count -= static_cast<long>(source.bytes_in_buffer);
        source.reader->Fill();
      }
      if (count <= 0) return;
      source.next_input_byte += count;
      source.bytes_in_buffer -= count;
    };
    jpeg_.src = &source_;
  }

  void Fill() {
    const size_t size = input_.Read(buffer_, sizeof(buffer_));
    // Cut short: half a picture shows nothing.
    if (size == 0) GiveUp();
    source_.next_input_byte = buffer_;
    source_.bytes_in_buffer = size;
  }

  Input input_;
  Jpeg jpeg_;
  jpeg_progress_mgr progress_{};
  Source source_{};
  uint8_t buffer_[16384];
};

struct Png {
  Png()
      : png(png_create_read_struct(
            PNG_LIBPNG_VER_STRING, nullptr, [](png_structp, png_const_charp) { GiveUp(); },
            [](png_structp, png_const_charp) {})),
        info(png_create_info_struct(png)) {}
  ~Png() { png_destroy_read_struct(&png, &info, nullptr); }
  Png(const Png&) = delete;

  png_structp png;
  png_infop info;
};

class PngReader : public PictureReader {
 public:
  explicit PngReader(Input input) : input_(input) {
    png_set_user_limits(png_, kMostEdge, kMostEdge);
    png_set_chunk_malloc_max(png_, 1 << 20);
    png_set_read_fn(png_, &input_, [](png_structp png, png_bytep to, size_t size) {
      auto& source = *static_cast<Input*>(png_get_io_ptr(png));
      while (size > 0) {
        const size_t part = source.Read(to, size);
        if (part == 0) GiveUp();
        to += part;
        size -= part;
      }
    });
    png_read_info(png_, info_);
    CheckSize(width(), height());
    png_color_16 white{.index = 0, .red = 255, .green = 255, .blue = 255, .gray = 255};
    png_set_expand(png_);
    png_set_strip_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_background(png_, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    const int passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    // Rows are written into what the caller holds for them.
    if (png_get_rowbytes(png_, info_) != Stride()) GiveUp();
    if (passes > 1) ReadAll();
  }

  uint32_t width() const override { return png_get_image_width(png_, info_); }
  uint32_t height() const override { return png_get_image_height(png_, info_); }

  void ReadRow(uint8_t* row) override {
    if (held_.empty()) return png_read_row(png_, row, nullptr);
    std::copy_n(held_.data() + next_++ * Stride(), Stride(), row);
  }

 private:
  size_t Stride() const { return size_t{3} * width(); }

  // The rows of an interlaced picture come in passes.
  void ReadAll() {
    if (Stride() * height() > static_cast<size_t>(kMostHeld)) GiveUp();
    held_.resize(Stride() * height());
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass)
      for (uint32_t y = 0; y < height(); ++y)
        png_read_row(png_, held_.data() + y * Stride(), nullptr);
  }

  Input input_;
  Png library_;
  const png_structp png_ = library_.png;
  const png_infop info_ = library_.info;
  std::vector<uint8_t> held_;
  size_t next_ = 0;
};

}  // namespace

void CheckSize(uint64_t width, uint64_t height) {
  if (width == 0 || height == 0 || width > kMostEdge || height > kMostEdge ||
      width * height > kMostPixels)
    GiveUp();
}

std::unique_ptr<PictureReader> OpenPicture(uint32_t edge) {
  Input input;
  while (input.held < sizeof(input.head)) {
    const size_t part = ReadInput(input.head + input.held, sizeof(input.head) - input.held);
    if (part == 0) GiveUp();
    input.held += part;
  }
  if (input.head[0] == 0xFF && input.head[1] == 0xD8)
    return std::make_unique<JpegReader>(input, edge);
  if (png_sig_cmp(input.head, 0, sizeof(input.head)) == 0)
    return std::make_unique<PngReader>(input);
  if (std::equal(kRiff.begin(), kRiff.end(), input.head)) return OpenWebp(input.head, edge);
  GiveUp();
}

}  // namespace hecha::picture
