#include "services/accountability/checkpoint.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "absl/strings/escaping.h"

namespace hecha::accountability {
namespace {

// The signature type of Ed25519 in a signed note.
constexpr char kEd25519 = 0x01;
constexpr size_t kKeyIdBytes = 4;

std::string Base64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace

bool IsLogName(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c <= 0x20 || c >= 0x7f || c == '+';
  });
}

std::string CheckpointText(std::string_view origin, int64_t size, const Hash& root) {
  return fmt::format("{}\n{}\n{}\n", origin, size, Base64(root.view()));
}

std::string KeyId(std::string_view name, std::string_view public_key) {
  const std::string named = fmt::format("{}\n{}{}", name, kEd25519, public_key);
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(named.data()), named.size());
  return digest.substr(0, kKeyIdBytes);
}

std::string VerifierKey(std::string_view name, std::string_view public_key) {
  return fmt::format("{}+{}+{}", name, absl::BytesToHexString(KeyId(name, public_key)),
                     Base64(fmt::format("{}{}", kEd25519, public_key)));
}

std::string SignedNote(std::string_view text, std::string_view name, std::string_view public_key,
                       std::string_view signature) {
  return fmt::format("{}\n— {} {}\n", text, name,
                     Base64(fmt::format("{}{}", KeyId(name, public_key), signature)));
}

}  // namespace hecha::accountability
