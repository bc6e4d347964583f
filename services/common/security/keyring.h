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
// The file may change while the ring is in use: a line added is noticed by Refresh, and by Open
// when it meets a value that was sealed under it.
//
// Safe for concurrent use.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
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
  // that the database must not be able to test. They come from the oldest line named
  // "fingerprint.KEY_NAME", "fingerprint" or "*", whichever there is: that line can never be
  // replaced, because what was fingerprinted was not kept. Where two processes compare their
  // fingerprints, their key files share the line "fingerprint.KEY_NAME".
  std::string Fingerprint(std::string_view key_name, std::string_view value) const;

  // Reads the key file again if it changed. True if the keys are others now; as Load otherwise,
  // and then the ring keeps the keys that it has.
  absl::StatusOr<bool> Refresh() const;

  // A line of the key file; its `id` (8 bytes) says which key sealed a value, and nothing of it.
  struct Line {
    std::string name;
    std::string id;
    // Whether it is the last of its name, which seals.
    bool newest = false;
    // Whether it is the first of a name that fingerprints come from.
    bool fingerprints = false;
  };
  std::vector<Line> Lines() const;
  // The id of the key that seals under `key_name` now.
  std::string NewestId(std::string_view key_name) const;
  // The id of the key that sealed a value, and nothing for what is no value of a keyring's.
  static std::optional<std::string_view> KeyIdOf(std::string_view sealed);

 private:
  struct Key;
  struct Ring;
  struct State;

  explicit Keyring(std::unique_ptr<State> state);
  std::shared_ptr<const Ring> ring() const;

  const std::unique_ptr<State> state_;
};

// "table/id/column": the associated data of a sealed column.
std::string ColumnContext(std::string_view table, std::string_view id, std::string_view column);

// SHA-256, 32 bytes.
std::string Sha256(std::string_view bytes);
// `n` bytes from the system's generator.
std::string RandomBytes(size_t n);

}  // namespace hecha::security
