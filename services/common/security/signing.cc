#include "services/common/security/signing.h"

#include <fmt/format.h>

#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"
#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

SigningKey FromSeed(std::string_view seed) {
  SigningKey key{std::string(crypto_sign_ed25519_SECRETKEYBYTES, '\0'),
                 std::string(crypto_sign_ed25519_PUBLICKEYBYTES, '\0')};
  MustSucceed(
      crypto_sign_ed25519_seed_keypair(Bytes(key.public_key), Bytes(key.secret), Bytes(seed)));
  return key;
}

}  // namespace

SigningKey SigningKey::Generate() {
  InitSodium();
  std::string seed(crypto_sign_ed25519_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  SigningKey key = FromSeed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

absl::StatusOr<SigningKey> SigningKey::Load(const std::string& path) {
  InitSodium();
  ASSIGN_OR_RETURN(const std::string text, ReadSecretFile(path));
  absl::StatusOr<std::string> bytes = FromHex(text, crypto_sign_ed25519_SEEDBYTES);
  if (!bytes.ok()) bytes = FromHex(text, crypto_sign_ed25519_SECRETKEYBYTES);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(fmt::format("{} is not an Ed25519 private key in hex", path));
  }
  SigningKey key = FromSeed(bytes->substr(0, crypto_sign_ed25519_SEEDBYTES));
  // Signing with halves that do not belong together would give the private key away.
  if (bytes->size() == key.secret.size() && *bytes != key.secret) {
    return absl::InvalidArgumentError(fmt::format("{} holds halves of two different keys", path));
  }
  return key;
}

absl::Status SigningKey::Save(const std::string& path) const {
  InitSodium();
  return ReplaceFile(path, ToHex(secret.substr(0, crypto_sign_ed25519_SEEDBYTES)) + "\n", 0600);
}

absl::Status SigningKey::SavePublic(const std::string& path) const {
  InitSodium();
  return ReplaceFile(path, ToHex(public_key) + "\n", 0644);
}

std::string SigningKey::Sign(std::string_view message) const {
  InitSodium();
  if (secret.size() != crypto_sign_ed25519_SECRETKEYBYTES) std::abort();
  std::string signature(crypto_sign_ed25519_BYTES, '\0');
  MustSucceed(crypto_sign_ed25519_detached(Bytes(signature), nullptr, Bytes(message),
                                           message.size(), Bytes(std::string_view(secret))));
  return signature;
}

bool Verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  InitSodium();
  if (public_key.size() != crypto_sign_ed25519_PUBLICKEYBYTES) return false;
  if (signature.size() != crypto_sign_ed25519_BYTES) return false;
  return crypto_sign_ed25519_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                             Bytes(public_key)) == 0;
}

}  // namespace hecha::security
