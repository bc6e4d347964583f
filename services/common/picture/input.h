// What the readers of pictures stand on. The program hecha-preview reads its standard input and
// ends (input.cc); whoever links the readers without it says otherwise.
#pragma once

#include <cstddef>

namespace hecha::picture {

// Reads up to `size` bytes of the picture; 0 at its end.
size_t ReadInput(void* to, size_t size);

// The picture cannot be read.
[[noreturn]] void GiveUp();

}  // namespace hecha::picture
