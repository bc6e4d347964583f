// Symmetric keys by name, and sealing of column values under them.
//
// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce; the associated data names
// table, row, column and version, so that a sealed value cannot be moved elsewhere. Keys come
// from a key file: one line "name hex64" each; the newest key of a name is the last line.
//
// Immutable, so safe for concurrent use.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace hecha::security {

class Keyring {
 public:
  // Reads a key file. NotFound or InvalidArgument that names the line.
  static absl::StatusOr<std::unique_ptr<Keyring>> Load(const std::string& path);
  // Keys made for this process only: for tests.
  static std::unique_ptr<Keyring> Ephemeral();

  // Seals `plaintext`. The result names the key it was sealed under. `associated` is
  // authenticated, not stored: Open needs the same.
  std::string Seal(std::string_view key_name, std::string_view plaintext,
                   std::string_view associated) const;
  // DataLoss if the value was altered, moved or sealed under a key this ring lacks.
  absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view associated) const;

  // BLAKE2b-256 of `value` keyed with a key derived from `key_name`: for look-ups by a secret
  // that the database must not be able to test.
  std::string Fingerprint(std::string_view key_name, std::string_view value) const;

 private:
  struct Key;
  std::vector<Key> keys_;
};

// "table/id/column/version": the associated data of a sealed column.
std::string ColumnContext(std::string_view table, std::string_view id, std::string_view column);

// SHA-256, 32 bytes.
std::string Sha256(std::string_view bytes);
// `n` bytes from the system's generator.
std::string RandomBytes(size_t n);

}  // namespace hecha::security
