#include "gateway/proxy/proof_of_work.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>

#include "services/common/security/key_file.h"
#include "services/common/security/keyring.h"
#include "services/common/security/sodium.h"

namespace hecha::proxy {
namespace {

using security::Bytes;
using security::Sha256;
using security::ToHex;

constexpr size_t kNonce = 16;
constexpr size_t kSignature = 16;
// Expiry in Unix seconds, 8 bytes, then the difficulty, 1 byte.
constexpr size_t kSigned = kNonce + 9;

absl::Status Unknown() { return absl::InvalidArgumentError("no challenge that was issued"); }

int LeadingZeroBits(std::string_view bytes) {
  int bits = 0;
  for (unsigned char byte : bytes) {
    bits += std::countl_zero(byte);
    if (byte != 0) break;
  }
  return bits;
}

// The work but for its counter.
std::string Prefix(std::string_view challenge, std::string_view body) {
  return fmt::format("{}:{}:", challenge, ToHex(Sha256(body)));
}

}  // namespace

Challenge Challenges::Issue(int difficulty, absl::Time now) const {
  const int64_t expiry = absl::ToUnixSeconds(now + kLifetime);
  std::string bytes(kNonce, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(expiry >> shift);
  bytes += static_cast<char>(difficulty);
  return {ToHex(bytes + Sign(bytes)), difficulty, absl::FromUnixSeconds(expiry)};
}

absl::StatusOr<Challenge> Challenges::Read(std::string_view text, absl::Time now) const {
  std::string bytes(kSigned + kSignature, '\0');
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(Bytes(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, &end) !=
          0 ||
      size != bytes.size() || end != text.data() + text.size())
    return Unknown();
  const std::string_view made = std::string_view(bytes).substr(0, kSigned);
  if (sodium_memcmp(Sign(made).data(), bytes.data() + kSigned, kSignature) != 0) return Unknown();
  uint64_t expiry = 0;
  for (size_t i = kNonce; i + 1 < kSigned; ++i)
    expiry = expiry << 8 | static_cast<unsigned char>(made[i]);
  const absl::Time expires_at = absl::FromUnixSeconds(static_cast<int64_t>(expiry));
  if (expires_at <= now) return Unknown();
  return Challenge{std::string(text), static_cast<unsigned char>(made.back()), expires_at};
}

std::string Challenges::Sign(std::string_view bytes) const {
  std::string signature(kSignature, '\0');
  security::MustSucceed(crypto_generichash(Bytes(signature), kSignature, Bytes(bytes), bytes.size(),
                                           Bytes(std::string_view(key_)), key_.size()));
  return signature;
}

absl::StatusOr<Proof> Proof::Parse(std::string_view text) {
  const size_t colon = text.find(':');
  const absl::Status malformed = absl::InvalidArgumentError("a proof is CHALLENGE:COUNTER");
  if (colon == std::string_view::npos) return malformed;
  Proof proof{std::string(text.substr(0, colon)), 0};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, proof.counter);
  if (error != std::errc() || rest != end) return malformed;
  return proof;
}

std::string Proof::ToString() const { return fmt::format("{}:{}", challenge, counter); }

int Proof::BitsOver(std::string_view body) const {
  return LeadingZeroBits(Sha256(Prefix(challenge, body) + std::to_string(counter)));
}

Proof Solve(const std::string& challenge, int difficulty, std::string_view body) {
  const std::string prefix = Prefix(challenge, body);
  Proof proof{challenge, 0};
  while (LeadingZeroBits(Sha256(prefix + std::to_string(proof.counter))) < difficulty)
    ++proof.counter;
  return proof;
}

}  // namespace hecha::proxy
