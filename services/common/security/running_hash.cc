#include "services/common/security/running_hash.h"

#include <cstring>

namespace hecha::security {

RunningHash::RunningHash() {
  InitSodium();
  MustSucceed(crypto_hash_sha256_init(&state_));
}

RunningHash::RunningHash(std::string_view saved) : RunningHash() {
  if (saved.size() == sizeof(state_)) std::memcpy(&state_, saved.data(), sizeof(state_));
}

void RunningHash::Add(std::string_view bytes) {
  MustSucceed(crypto_hash_sha256_update(&state_, Bytes(bytes), bytes.size()));
}

std::string RunningHash::Save() const {
  return {reinterpret_cast<const char*>(&state_), sizeof(state_)};
}

std::string RunningHash::Digest() const {
  crypto_hash_sha256_state copy = state_;
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  MustSucceed(crypto_hash_sha256_final(&copy, Bytes(digest)));
  return digest;
}

}  // namespace hecha::security
