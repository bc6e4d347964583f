#include "services/common/security/aead.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;

std::string Authenticated(std::string_view header, std::string_view associated) {
  std::string both(header);
  both += associated;
  return both;
}

}  // namespace

Secret::~Secret() { sodium_memzero(bytes.data(), bytes.size()); }

Secret Secret::Of(std::string_view bytes) {
  Secret secret;
  std::copy_n(bytes.begin(), kSize, secret.bytes.begin());
  return secret;
}

Secret Secret::Random() {
  InitSodium();
  Secret secret;
  randombytes_buf(secret.bytes.data(), secret.bytes.size());
  return secret;
}

Secret Derive(const Secret& root, std::string_view purpose, std::string_view name) {
  const std::string input = fmt::format("{}{}{}", purpose, '\0', name);
  Secret derived;
  MustSucceed(crypto_generichash(derived.bytes.data(), derived.bytes.size(), Bytes(input),
                                 input.size(), root.bytes.data(), root.bytes.size()));
  return derived;
}

std::string SealUnder(const Secret& secret, std::string header, std::string_view plaintext,
                      std::string_view associated) {
  std::string sealed = std::move(header);
  const std::string context = Authenticated(sealed, associated);
  const size_t nonce_at = sealed.size();
  const size_t cipher_at = nonce_at + kNonceSize;
  sealed.resize(cipher_at + plaintext.size() + kTagSize);
  unsigned char* const nonce = Bytes(sealed) + nonce_at;
  randombytes_buf(nonce, kNonceSize);
  MustSucceed(crypto_aead_xchacha20poly1305_ietf_encrypt(
      Bytes(sealed) + cipher_at, nullptr, Bytes(plaintext), plaintext.size(), Bytes(context),
      context.size(), nullptr, nonce, secret.bytes.data()));
  return sealed;
}

absl::StatusOr<std::string> OpenUnder(const Secret& secret, std::string_view sealed,
                                      size_t header_size, std::string_view associated) {
  const size_t cipher_at = header_size + kNonceSize;
  if (sealed.size() < cipher_at + kTagSize) return Unreadable("it is cut short");
  const std::string context = Authenticated(sealed.substr(0, header_size), associated);
  const std::string_view cipher = sealed.substr(cipher_at);
  std::string plaintext(cipher.size() - kTagSize, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plaintext), nullptr, nullptr, Bytes(cipher), cipher.size(), Bytes(context),
          context.size(), Bytes(sealed.substr(header_size)), secret.bytes.data()) != 0) {
    return Unreadable("it was altered or moved");
  }
  return plaintext;
}

absl::Status Unreadable(std::string_view why) {
  return absl::DataLossError(fmt::format("a sealed value cannot be opened: {}", why));
}

}  // namespace hecha::security
