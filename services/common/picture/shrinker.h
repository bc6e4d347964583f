// Makes a picture smaller while it is read, row by row.
#pragma once

#include <cstdint>

#include "services/common/picture/picture_reader.h"
#include "services/common/picture/upright.h"

namespace hecha::picture {

// The whole of `picture`, of which each pixel is the average of those that fall onto it, and
// neither edge is longer than `edge`.
Upright ReadSmaller(PictureReader& picture, uint32_t edge);

}  // namespace hecha::picture
