// What every use of libsodium here begins with.
#pragma once

#include <sodium.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace hecha::security {

// Readies libsodium once a process. Without it nothing here may run, so failure aborts.
inline void InitSodium() {
  static const bool ready = [] {
    // Its own generator, seeded by the system: a nonce a system call is what a registration of ten
    // sealed values would wait for.
    randombytes_set_implementation(&randombytes_internal_implementation);
    return sodium_init() >= 0;
  }();
  if (!ready) std::abort();
}

// For calls that fail only on misuse: going on would mean to work with an undefined key.
inline void MustSucceed(int result) {
  if (result != 0) std::abort();
}

inline const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

inline unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace hecha::security
