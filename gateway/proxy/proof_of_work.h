// Proofs of work over the body of a call (hecha/directory/v1/challenge.proto), and the challenges
// that they answer. A challenge is signed, not stored: any process with the key knows it again.
//
// Immutable, so safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha::proxy {

inline constexpr char kProofHeader[] = "x-proof-of-work";

struct Challenge {
  std::string text;
  // Zero bits that the hash of the work must begin with.
  int difficulty = 0;
  absl::Time expires_at;
};

class Challenges {
 public:
  static constexpr int kMaxDifficulty = 32;
  // How long there is to work on one, on the slowest telephone.
  static constexpr absl::Duration kLifetime = absl::Minutes(5);

  // `key` has 32 secret bytes.
  explicit Challenges(std::string key) : key_(std::move(key)) {}

  Challenge Issue(int difficulty, absl::Time now) const;
  // The challenge that was issued as `text`. InvalidArgument if none was, or its time is over.
  absl::StatusOr<Challenge> Read(std::string_view text, absl::Time now) const;

 private:
  std::string Sign(std::string_view bytes) const;

  const std::string key_;
};

// What a caller shows: the text of a challenge, and the counter that was found for a body.
struct Proof {
  std::string challenge;
  uint64_t counter = 0;

  // "CHALLENGE:COUNTER". InvalidArgument for anything else.
  static absl::StatusOr<Proof> Parse(std::string_view text);
  std::string ToString() const;

  // How many zero bits the hash of this work over `body` begins with.
  int BitsOver(std::string_view body) const;
};

// Works on `challenge` for `body` until it is proved: 2^difficulty hashes on average.
Proof Solve(const std::string& challenge, int difficulty, std::string_view body);

}  // namespace hecha::proxy
