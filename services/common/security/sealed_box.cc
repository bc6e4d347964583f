#include "services/common/security/sealed_box.h"

#include <fmt/format.h>

#include <sstream>

#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"
#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

// A key file is one line: this word, the salt and the sealed private key, both hex.
constexpr std::string_view kForm = "hecha-box-key-v1";
constexpr size_t kSalt = crypto_pwhash_SALTBYTES;
constexpr size_t kNonce = crypto_secretbox_NONCEBYTES;
constexpr size_t kSealed = kNonce + crypto_secretbox_MACBYTES + crypto_box_SECRETKEYBYTES;

// Whoever steals the file pays this for each guess: 256 MiB and most of a second.
absl::StatusOr<std::string> Derive(std::string_view passphrase, std::string_view salt) {
  std::string key(crypto_secretbox_KEYBYTES, '\0');
  if (crypto_pwhash(Bytes(key), key.size(), passphrase.data(), passphrase.size(), Bytes(salt),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return absl::ResourceExhaustedError("not enough memory to derive a key from a passphrase");
  return key;
}

}  // namespace

BoxKey BoxKey::Generate() {
  InitSodium();
  BoxKey key{std::string(crypto_box_SECRETKEYBYTES, '\0'),
             std::string(crypto_box_PUBLICKEYBYTES, '\0')};
  MustSucceed(crypto_box_keypair(Bytes(key.public_key), Bytes(key.secret)));
  return key;
}

absl::StatusOr<BoxKey> BoxKey::Load(const std::string& path, std::string_view passphrase) {
  InitSodium();
  ASSIGN_OR_RETURN(const std::string file, ReadSecretFile(path));
  std::istringstream line(file);
  std::string form, salt_hex, sealed_hex;
  if (!(line >> form >> salt_hex >> sealed_hex) || form != kForm)
    return absl::InvalidArgumentError(path + " is no custodian's key file");
  ASSIGN_OR_RETURN(const std::string salt, FromHex(salt_hex, kSalt));
  ASSIGN_OR_RETURN(const std::string sealed, FromHex(sealed_hex, kSealed));
  ASSIGN_OR_RETURN(const std::string derived, Derive(passphrase, salt));
  BoxKey key{std::string(crypto_box_SECRETKEYBYTES, '\0'),
             std::string(crypto_box_PUBLICKEYBYTES, '\0')};
  if (crypto_secretbox_open_easy(Bytes(key.secret), Bytes(sealed) + kNonce, sealed.size() - kNonce,
                                 Bytes(sealed), Bytes(derived)) != 0)
    return absl::PermissionDeniedError("the passphrase does not open " + path);
  MustSucceed(crypto_scalarmult_base(Bytes(key.public_key), Bytes(key.secret)));
  return key;
}

absl::Status BoxKey::Save(const std::string& path, std::string_view passphrase) const {
  InitSodium();
  std::string salt(kSalt, '\0');
  randombytes_buf(salt.data(), salt.size());
  ASSIGN_OR_RETURN(const std::string derived, Derive(passphrase, salt));
  std::string sealed(kSealed, '\0');
  randombytes_buf(sealed.data(), kNonce);
  MustSucceed(crypto_secretbox_easy(Bytes(sealed) + kNonce, Bytes(std::string_view(secret)),
                                    secret.size(), Bytes(std::string_view(sealed)),
                                    Bytes(std::string_view(derived))));
  return ReplaceFile(path, fmt::format("{} {} {}\n", kForm, ToHex(salt), ToHex(sealed)), 0600);
}

absl::StatusOr<std::string> SealTo(std::string_view public_key, std::string_view plaintext,
                                   size_t block) {
  InitSodium();
  if (public_key.size() != crypto_box_PUBLICKEYBYTES)
    return absl::InvalidArgumentError("an X25519 public key has 32 bytes");
  std::string padded((plaintext.size() / block + 1) * block, '\0');
  plaintext.copy(padded.data(), plaintext.size());
  size_t size = 0;
  MustSucceed(sodium_pad(&size, Bytes(padded), plaintext.size(), block, padded.size()));
  std::string box(size + crypto_box_SEALBYTES, '\0');
  const int sealed =
      crypto_box_seal(Bytes(box), Bytes(std::string_view(padded)), size, Bytes(public_key));
  sodium_memzero(padded.data(), padded.size());
  if (sealed != 0) return absl::InvalidArgumentError("nothing can be sealed to that public key");
  return box;
}

size_t SealedSize(size_t padded) { return padded + crypto_box_SEALBYTES; }

absl::StatusOr<std::string> OpenBox(const BoxKey& key, std::string_view box, size_t block) {
  InitSodium();
  const absl::Status foreign = absl::DataLossError("the box is not sealed to this key");
  if (box.size() < crypto_box_SEALBYTES) return foreign;
  std::string plaintext(box.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(Bytes(plaintext), Bytes(box), box.size(), Bytes(key.public_key),
                           Bytes(key.secret)) != 0)
    return foreign;
  size_t size = 0;
  if (sodium_unpad(&size, Bytes(std::string_view(plaintext)), plaintext.size(), block) != 0)
    return foreign;
  plaintext.resize(size);
  return plaintext;
}

}  // namespace hecha::security
