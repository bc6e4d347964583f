#include "services/common/picture/input.h"

#include <unistd.h>

#include "services/common/picture/picture_reader.h"

namespace hecha::picture {

size_t ReadInput(void* to, size_t size) {
  const ssize_t got = read(STDIN_FILENO, to, size);
  if (got < 0) GiveUp();
  return static_cast<size_t>(got);
}

void GiveUp() { _exit(kUnreadable); }

}  // namespace hecha::picture
