// Authenticated encryption under one secret: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a
// random nonce. What is sealed says nothing of its key; whoever stores it must know which.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::security {

// 32 secret bytes that are wiped when they go.
struct Secret {
  static constexpr size_t kSize = 32;

  std::array<unsigned char, kSize> bytes{};

  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret();

  // Takes kSize bytes.
  static Secret Of(std::string_view bytes);
  static Secret Random();

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

// BLAKE2b-256 of "PURPOSE\0NAME" under `root`: a key for one purpose and one name.
Secret Derive(const Secret& root, std::string_view purpose, std::string_view name);

// Appends nonce and ciphertext of `plaintext` to `header`, which is authenticated together with
// `associated` and must say its own length, so that the two never blur.
std::string SealUnder(const Secret& secret, std::string header, std::string_view plaintext,
                      std::string_view associated);

// Opens what SealUnder returned, of which the first `header_size` bytes are the header. DataLoss
// if it was cut, altered, moved or sealed under another secret.
absl::StatusOr<std::string> OpenUnder(const Secret& secret, std::string_view sealed,
                                      size_t header_size, std::string_view associated);

// DataLoss: a sealed value cannot be opened, and why.
absl::Status Unreadable(std::string_view why);

}  // namespace hecha::security
