// hecha-preview: reads a picture from standard input and writes a smaller one, which is nothing but
// its pixels, to standard output (jpeg, 1,600 pixels at the longer edge). A process of its own,
// because a decoder of strangers' pictures must be able to reach nothing.

#include <unistd.h>

// jpeglib.h needs FILE, which it does not name.
#include <cstdio>

#include <jpeglib.h>

#include <cstdlib>
#include <vector>

#include "services/common/picture/input.h"
#include "services/common/picture/picture_reader.h"
#include "services/common/picture/sandbox.h"
#include "services/common/picture/shrinker.h"
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
    if (written <= 0) GiveUp();
    bytes += written;
    size -= static_cast<size_t>(written);
  }
}

void WriteJpeg(const Upright& picture) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr error{};
  jpeg.err = jpeg_std_error(&error);
  error.error_exit = [](j_common_ptr) { GiveUp(); };
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

void Run() { WriteJpeg(ReadSmaller(*OpenPicture(kEdge), kEdge)); }

}  // namespace
}  // namespace hecha::picture

int main() {
  using namespace hecha::picture;
  // The libraries are loaded by now, and no more file has to be opened.
  if (!Confine(kMostMemory, kMostSeconds)) return EXIT_FAILURE;
  Run();
  _exit(EXIT_SUCCESS);
}
