#include "gateway/directory/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/security/sodium.h"

namespace hecha::directory {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kTokenLength = 43;
constexpr size_t kHashBytes = 32;

}  // namespace

SessionId SessionId::Of(std::string_view token) {
  SessionId id{std::string(kHashBytes, '\0')};
  crypto_generichash(security::Bytes(id.hash), kHashBytes, security::Bytes(token), token.size(),
                     nullptr, 0);
  return id;
}

absl::StatusOr<SessionId> SessionId::Parse(std::string_view hex) {
  SessionId id{std::string(kHashBytes, '\0')};
  size_t length = 0;
  const char* end = nullptr;
  if (hex.size() != 2 * kHashBytes ||
      sodium_hex2bin(security::Bytes(id.hash), kHashBytes, hex.data(), hex.size(), nullptr, &length,
                     &end) != 0 ||
      length != kHashBytes)
    return absl::InvalidArgumentError("a session is named by 64 hexadecimal digits");
  return id;
}

std::string SessionId::ToHex() const {
  std::string hex(2 * hash.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), security::Bytes(std::string_view(hash)), hash.size());
  hex.pop_back();
  return hex;
}

std::string NewSessionToken() {
  std::array<unsigned char, kSecretBytes> secret;
  randombytes_buf(secret.data(), secret.size());
  std::string token(kTokenLength + 1, '\0');
  sodium_bin2base64(token.data(), token.size(), secret.data(), secret.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  token.pop_back();
  return token;
}

bool IsSessionToken(std::string_view token) {
  return token.size() == kTokenLength && std::all_of(token.begin(), token.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

Session Session::Open(SessionId id, UserId user, absl::Time now) {
  return {std::move(id), user, now, now, now + kLifetime};
}

bool Session::LiveAt(absl::Time now) const {
  return now < expires_at && now - last_used_at < kIdle;
}

bool Session::TouchDueAt(absl::Time now) const { return now - last_used_at >= kTouchEvery; }

}  // namespace hecha::directory
