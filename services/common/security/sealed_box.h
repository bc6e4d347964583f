// Boxes that only the holder of a private key opens (X25519 and XSalsa20-Poly1305, libsodium's
// crypto_box_seal), and private keys at rest under a passphrase (Argon2id).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::security {

struct BoxKey {
  // 32 bytes each.
  std::string secret;
  std::string public_key;

  static BoxKey Generate();
  // Reads a key file and opens it with `passphrase`. NotFound if there is no such file,
  // InvalidArgument if it is none or other users can read it, PermissionDenied for another
  // passphrase.
  static absl::StatusOr<BoxKey> Load(const std::string& path, std::string_view passphrase);
  // Writes the private key, sealed under `passphrase`, with mode 0600.
  absl::Status Save(const std::string& path, std::string_view passphrase) const;
};

// Seals `plaintext` to `public_key`. It is padded to a multiple of `block` bytes first, so that
// the length of a box tells nothing. InvalidArgument if nothing can be sealed to that key.
absl::StatusOr<std::string> SealTo(std::string_view public_key, std::string_view plaintext,
                                   size_t block);

// Length of the box of `padded` bytes.
size_t SealedSize(size_t padded);

// DataLoss unless `box` was sealed to `key` with the same `block`.
absl::StatusOr<std::string> OpenBox(const BoxKey& key, std::string_view box, size_t block);

}  // namespace hecha::security
