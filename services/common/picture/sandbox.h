// What a process gives up before it reads what a stranger sent.
#pragma once

namespace hecha::picture {

// From here on the process can read and write what is open, ask for memory up to `most_bytes`,
// compute for `most_seconds`, and end. Anything else kills it. False if the kernel refuses.
bool Confine(unsigned long most_bytes, unsigned long most_seconds);

}  // namespace hecha::picture
