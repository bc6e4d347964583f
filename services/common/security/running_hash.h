// SHA-256 of what comes in pieces, over many calls and in whichever process.
#pragma once

#include <string>
#include <string_view>

#include "services/common/security/sodium.h"

namespace hecha::security {

// A value.
class RunningHash {
 public:
  RunningHash();
  // Goes on where Save was called; from the beginning where `saved` is empty.
  explicit RunningHash(std::string_view saved);

  void Add(std::string_view bytes);
  // The state so far, which tells of the last bytes: keep it sealed. Only for a process of the
  // same machine type.
  std::string Save() const;
  // The 32 bytes of all that was added.
  std::string Digest() const;

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace hecha::security
