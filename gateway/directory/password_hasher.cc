#include "gateway/directory/password_hasher.h"

#include <array>

#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"
#include "services/common/security/sodium.h"

namespace hecha::directory {

// One of the places that may run Argon2; held from TryTake until destruction.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!taken_) return;
    absl::MutexLock lock(&hasher_.mutex_);
    --hasher_.running_;
  }

  absl::Status Take(absl::Time deadline) {
    const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(hasher_.mutex_) {
      return hasher_.running_ < hasher_.options_.concurrency;
    };
    absl::MutexLock lock(&hasher_.mutex_);
    if (!hasher_.mutex_.AwaitWithDeadline(absl::Condition(&free), deadline))
      return absl::DeadlineExceededError("no turn to hash a password came in time");
    ++hasher_.running_;
    taken_ = true;
    return absl::OkStatus();
  }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

PasswordHasher::PasswordHasher(Options options) : options_(options) {
  security::InitSodium();
  // Memory for one hash is there at start-up or the process is of no use.
  nobody_ = *Hash(security::RandomBytes(16), absl::InfiniteFuture());
}

absl::StatusOr<std::string> PasswordHasher::Hash(std::string_view password, absl::Time deadline) {
  Turn turn(*this);
  RETURN_IF_ERROR(turn.Take(deadline));
  std::array<char, crypto_pwhash_STRBYTES> hash;
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), options_.passes,
                            options_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return absl::ResourceExhaustedError("no memory to hash a password");
  return std::string(hash.data());
}

absl::StatusOr<bool> PasswordHasher::Matches(std::string_view password, const std::string& hash,
                                             absl::Time deadline) {
  Turn turn(*this);
  RETURN_IF_ERROR(turn.Take(deadline));
  const std::string& against = hash.empty() ? nobody_ : hash;
  const bool matches =
      crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return matches && !hash.empty();
}

}  // namespace hecha::directory
