// Ed25519 (RFC 8032) over libsodium.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::security {

// 64 bytes that sign, 32 bytes that verify.
struct SigningKey {
  std::string secret;
  std::string public_key;

  static SigningKey Generate();
  // A key file holds the secret as hex on one line, mode 0600.
  static absl::StatusOr<SigningKey> Load(const std::string& path);
  absl::Status Save(const std::string& path) const;

  std::string Sign(std::string_view message) const;
};

// True if `signature` (64 bytes) by `public_key` (32 bytes) covers `message`. False for any
// malformed input, a public key of small order included.
bool Verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace hecha::security
