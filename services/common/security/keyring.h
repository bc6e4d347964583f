// Symmetric keys by name, and sealing of column values under them.
//
// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce; the associated data names
// table, row and column, so that a sealed value cannot be moved elsewhere.
//
// Keys come from a key file: one line "NAME HEX64" each, '#' begins a comment line. A name is
// a division code or a purpose such as "outbox". The last line of a name seals; the earlier
// ones stay so that what they sealed can be opened. The name "*" must be there: it serves
// every name that has no line of its own. Each name is sealed under a key derived for that
// name, so that two divisions never share one, whichever line serves them.
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
  // Reads a key file. NotFound if there is none; InvalidArgument that names the line, or if
  // other users can read the file.
  static absl::StatusOr<std::unique_ptr<Keyring>> Load(const std::string& path);
  // Keys made for this process only: for tests.
  static std::unique_ptr<Keyring> Ephemeral();
  ~Keyring();
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;

  // Seals `plaintext` under the newest key of `key_name` (at most 255 bytes). The result names
  // the key it was sealed under. `associated` is authenticated, not stored: Open needs the same.
  std::string Seal(std::string_view key_name, std::string_view plaintext,
                   std::string_view associated) const;
  // DataLoss if the value was altered, moved or sealed under a key this ring lacks.
  absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view associated) const;

  // BLAKE2b-256 of `value` keyed with a key derived for `key_name`: for look-ups by a secret
  // that the database must not be able to test. Derived from the oldest key of the name, so
  // that a key added later leaves stored fingerprints valid.
  std::string Fingerprint(std::string_view key_name, std::string_view value) const;

 private:
  struct Key;

  explicit Keyring(std::vector<Key> keys);
  // The keys that serve `name`: its own lines, or else those of "*". Never empty.
  const Key& Newest(std::string_view name) const;
  const Key& Oldest(std::string_view name) const;

  std::vector<Key> keys_;
};

// "table/id/column": the associated data of a sealed column.
std::string ColumnContext(std::string_view table, std::string_view id, std::string_view column);

// SHA-256, 32 bytes.
std::string Sha256(std::string_view bytes);
// `n` bytes from the system's generator.
std::string RandomBytes(size_t n);

}  // namespace hecha::security
