#include "services/common/security/keyring.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"
#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

// A sealed value: format, key id, length of the key name, key name, nonce, ciphertext with tag.
// All before the nonce is authenticated with the caller's associated data.
constexpr char kFormat = 1;
constexpr size_t kIdSize = 8;
constexpr size_t kFixedSize = 1 + kIdSize + 1;
constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kSecretSize = 32;
constexpr std::string_view kAnyName = "*";

// What a derived key is for; one use never meets the key of another.
constexpr std::string_view kToIdentify = "hecha.keyring.id.v1";
constexpr std::string_view kToSeal = "hecha.keyring.seal.v1";
constexpr std::string_view kToFingerprint = "hecha.keyring.fingerprint.v1";

// 32 secret bytes that are wiped when they go.
struct Secret {
  std::array<unsigned char, kSecretSize> bytes{};

  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { sodium_memzero(bytes.data(), bytes.size()); }
};

// BLAKE2b-256 of "PURPOSE\0NAME" under `root`: a key for one purpose and one name.
Secret Derive(const Secret& root, std::string_view purpose, std::string_view name) {
  const std::string input = fmt::format("{}{}{}", purpose, '\0', name);
  Secret derived;
  MustSucceed(crypto_generichash(derived.bytes.data(), derived.bytes.size(), Bytes(input),
                                 input.size(), root.bytes.data(), root.bytes.size()));
  return derived;
}

// The caller's context follows a header that says its own length, so the two never blur.
std::string Authenticated(std::string_view header, std::string_view associated) {
  std::string both(header);
  both += associated;
  return both;
}

absl::Status Unreadable(std::string_view why) {
  return absl::DataLossError(fmt::format("a sealed value cannot be opened: {}", why));
}

}  // namespace

struct Keyring::Key {
  std::string name;
  // Says which key sealed a value; reveals nothing of the key.
  std::string id;
  Secret root;

  Key(std::string name_in, std::string_view secret) : name(std::move(name_in)) {
    std::copy(secret.begin(), secret.end(), root.bytes.begin());
    const Secret digest = Derive(root, kToIdentify, name);
    id.assign(digest.bytes.begin(), digest.bytes.begin() + kIdSize);
  }
};

Keyring::Keyring(std::vector<Key> keys) : keys_(std::move(keys)) {}
Keyring::~Keyring() = default;

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Load(const std::string& path) {
  InitSodium();
  ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path));
  std::vector<Key> keys;
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    const size_t space = line.find_first_of(" \t", first);
    if (space == std::string_view::npos || space - first > UINT8_MAX) {
      return absl::InvalidArgumentError(fmt::format("{}:{}: expected \"NAME HEX\"", path, number));
    }
    absl::StatusOr<std::string> secret = FromHex(line.substr(space), kSecretSize);
    if (!secret.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{}: {}", path, number, std::string(secret.status().message())));
    }
    keys.emplace_back(std::string(line.substr(first, space - first)), *secret);
    sodium_memzero(secret->data(), secret->size());
  }
  sodium_memzero(text.data(), text.size());
  if (std::none_of(keys.begin(), keys.end(), [](const Key& key) { return key.name == kAnyName; })) {
    return absl::InvalidArgumentError(
        fmt::format("{}: no line for \"*\", the key of every name without its own", path));
  }
  return std::unique_ptr<Keyring>(new Keyring(std::move(keys)));
}

std::unique_ptr<Keyring> Keyring::Ephemeral() {
  std::vector<Key> keys;
  keys.emplace_back(std::string(kAnyName), RandomBytes(kSecretSize));
  return std::unique_ptr<Keyring>(new Keyring(std::move(keys)));
}

const Keyring::Key& Keyring::Newest(std::string_view name) const {
  auto found =
      std::find_if(keys_.rbegin(), keys_.rend(), [&](const Key& key) { return key.name == name; });
  return found != keys_.rend() ? *found : Newest(kAnyName);
}

const Keyring::Key& Keyring::Oldest(std::string_view name) const {
  auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return found != keys_.end() ? *found : Oldest(kAnyName);
}

std::string Keyring::Seal(std::string_view key_name, std::string_view plaintext,
                          std::string_view associated) const {
  key_name = key_name.substr(0, UINT8_MAX);
  const Key& key = Newest(key_name);
  std::string sealed(1, kFormat);
  sealed += key.id;
  sealed += static_cast<char>(key_name.size());
  sealed += key_name;
  const std::string context = Authenticated(sealed, associated);
  const size_t nonce_at = sealed.size();
  const size_t cipher_at = nonce_at + kNonceSize;
  sealed.resize(cipher_at + plaintext.size() + kTagSize);
  unsigned char* const nonce = Bytes(sealed) + nonce_at;
  randombytes_buf(nonce, kNonceSize);
  const Secret secret = Derive(key.root, kToSeal, key_name);
  MustSucceed(crypto_aead_xchacha20poly1305_ietf_encrypt(
      Bytes(sealed) + cipher_at, nullptr, Bytes(plaintext), plaintext.size(), Bytes(context),
      context.size(), nullptr, nonce, secret.bytes.data()));
  return sealed;
}

absl::StatusOr<std::string> Keyring::Open(std::string_view sealed,
                                          std::string_view associated) const {
  if (sealed.size() < kFixedSize || sealed[0] != kFormat) return Unreadable("not our format");
  const size_t name_size = static_cast<unsigned char>(sealed[kFixedSize - 1]);
  const size_t nonce_at = kFixedSize + name_size;
  const size_t cipher_at = nonce_at + kNonceSize;
  if (sealed.size() < cipher_at + kTagSize) return Unreadable("it is cut short");
  const std::string_view id = sealed.substr(1, kIdSize);
  const std::string_view name = sealed.substr(kFixedSize, name_size);
  auto key = std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.id == id; });
  if (key == keys_.end()) return Unreadable("its key is not in the key file");

  const std::string context = Authenticated(sealed.substr(0, nonce_at), associated);
  const std::string_view cipher = sealed.substr(cipher_at);
  const Secret secret = Derive(key->root, kToSeal, name);
  std::string plaintext(cipher.size() - kTagSize, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plaintext), nullptr, nullptr, Bytes(cipher), cipher.size(), Bytes(context),
          context.size(), Bytes(sealed.substr(nonce_at)), secret.bytes.data()) != 0) {
    return Unreadable("it was altered or moved");
  }
  return plaintext;
}

std::string Keyring::Fingerprint(std::string_view key_name, std::string_view value) const {
  const Secret secret = Derive(Oldest(key_name).root, kToFingerprint, key_name);
  std::string digest(crypto_generichash_BYTES, '\0');
  MustSucceed(crypto_generichash(Bytes(digest), digest.size(), Bytes(value), value.size(),
                                 secret.bytes.data(), secret.bytes.size()));
  return digest;
}

std::string ColumnContext(std::string_view table, std::string_view id, std::string_view column) {
  return fmt::format("{}/{}/{}", table, id, column);
}

std::string Sha256(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  MustSucceed(crypto_hash_sha256(Bytes(digest), Bytes(bytes), bytes.size()));
  return digest;
}

std::string RandomBytes(size_t n) {
  InitSodium();
  std::string bytes(n, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace hecha::security
