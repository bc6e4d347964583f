// The Gatekeeper decides, before anything is spent on it, whether a public call may go on in a
// flood. Whoever works here never meets it.
//
//   quota  a bucket of calls for each address
//   work   a proof over the body (proof_of_work.h) for whom there was no room (room.h)
//
// Work is never the price of an empty place: it is asked of those who found none, and lets them
// pass those who did not work.
//
// It keeps no address: a bucket is known by a hash under a key that lives in this memory for a day.
// All of its memory is bounded. Kept by one process: another replica counts for itself.
//
// Safe for concurrent use.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/proxy/proof_of_work.h"
#include "services/common/base/clock.h"

namespace hecha::proxy {

// How hard the public rooms are pressed: counts the calls that found no place, and forgets half of
// them every half second, so that the end of a flood is felt within seconds.
class Pressure {
 public:
  static constexpr absl::Duration kHalfLife = absl::Milliseconds(500);

  void Count(absl::Time now);
  // Zero bits to demand: 0 in quiet times, then 14 (a moment) to 20 (seconds on a telephone).
  int Difficulty(absl::Time now) const;

 private:
  double At(absl::Time now) const;

  double level_ = 0;
  absl::Time at_ = absl::UnixEpoch();
};

// A bucket of calls for each address: an IPv4 address, or the /64 network of an IPv6 one.
class AddressQuota {
 public:
  static constexpr size_t kMaxBuckets = 65536;

  AddressQuota(double calls_per_second, double burst)
      : calls_per_second_(calls_per_second), burst_(burst) {}

  // False if the address has used up its calls. One for which there is no room in the map passes:
  // against so many addresses a quota protects nothing, and the work does. The machine's own
  // loopback has no quota.
  bool Take(std::string_view address, absl::Time now);

 private:
  struct Bucket {
    double calls = 0;
    absl::Time at;
  };

  uint64_t Hash(std::string_view network, absl::Time now);
  void ForgetFull(absl::Time now);

  const double calls_per_second_;
  const double burst_;
  std::array<unsigned char, 16> key_ = {};
  absl::Time key_until_ = absl::InfinitePast();
  absl::flat_hash_map<uint64_t, Bucket> buckets_;
};

// Remembers which challenges were used up, until they expire.
class UsedChallenges {
 public:
  static constexpr size_t kMost = 131072;

  // False if it was used before, or there is no room to remember it.
  bool Use(const std::string& challenge, absl::Time now);

 private:
  absl::flat_hash_set<std::string> current_;
  absl::flat_hash_set<std::string> previous_;
  absl::Time turned_at_ = absl::InfinitePast();
};

struct GatekeeperOptions {
  // Public calls of one address: a page with all that it loads at once, and then so many a second.
  double address_burst = 100;
  double address_calls_per_second = 5;
};

class Gatekeeper {
 public:
  // `key`, 32 bytes, signs the challenges; `clock` outlives the gatekeeper.
  Gatekeeper(std::string key, const Clock& clock, GatekeeperOptions options = {});

  // ResourceExhausted QUOTA_EXCEEDED if the address has used up its calls.
  absl::Status Admit(std::string_view address);

  // Whether `proof` shows the work that is due for these bytes. It serves once.
  bool Proves(std::string_view proof, std::string_view body);

  // Why a call that found no place is refused: ResourceExhausted PROOF_OF_WORK_REQUIRED where work
  // would help (`works`, as the method's policy says, and many were refused), OVERLOADED otherwise.
  absl::Status TurnAway(bool works);

  // What to work on now; without text and difficulty 0 while nothing is demanded.
  Challenge Issue();

 private:
  int Difficulty(absl::Time now);

  const Challenges challenges_;
  const Clock& clock_;

  absl::Mutex mutex_;
  Pressure pressure_ ABSL_GUARDED_BY(mutex_);
  AddressQuota quota_ ABSL_GUARDED_BY(mutex_);
  UsedChallenges used_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::proxy
