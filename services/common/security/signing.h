// Ed25519 (RFC 8032) over libsodium.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::security {

// 64 bytes that sign (seed and public key, as libsodium keeps them), 32 bytes that verify.
struct SigningKey {
  std::string secret;
  std::string public_key;

  static SigningKey Generate();
  // A key file holds the RFC 8032 private key (32 bytes), or these 64, as hex on one line,
  // closed to other users. NotFound or InvalidArgument otherwise.
  static absl::StatusOr<SigningKey> Load(const std::string& path);
  // Writes the private key with mode 0600.
  absl::Status Save(const std::string& path) const;
  // Writes the public key as hex with mode 0644: the `NAME.pub` that an ActorVerifier trusts.
  absl::Status SavePublic(const std::string& path) const;

  // The detached signature, 64 bytes.
  std::string Sign(std::string_view message) const;
};

// True if `signature` (64 bytes) by `public_key` (32 bytes) covers `message`. False for any
// malformed input, a public key of small order included.
bool Verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace hecha::security
