// WebP pictures: the first frame of those that move, and white where they are transparent.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "services/common/picture/picture_reader.h"

namespace hecha::picture {

// The WebP that begins with `head` and goes on in the input. It comes with a longer edge of `edge`
// pixels at most.
std::unique_ptr<PictureReader> OpenWebp(std::span<const uint8_t> head, uint32_t edge);

}  // namespace hecha::picture
