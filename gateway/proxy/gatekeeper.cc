#include "gateway/proxy/gatekeeper.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/rpc/status.h"
#include "services/common/security/sodium.h"

namespace hecha::proxy {
namespace {

// Calls within a half-life that are still no flood.
constexpr double kQuiet = 50;
constexpr int kLeast = 14;
constexpr int kMost = 20;
// Beyond this nothing is counted, so that the end of a flood is felt within seconds.
constexpr double kFullLevel = kQuiet * (1 << (kMost - kLeast + 1));
// A challenge that was handed out while less was demanded is good if it is not far below.
constexpr int kGraceBits = 2;
constexpr absl::Duration kKeyLife = absl::Hours(24);

constexpr size_t kIpv4 = 4;
constexpr size_t kIpv6 = 16;
constexpr size_t kIpv6Network = 8;

// The bytes that an address is counted under; empty for the loopback and for what is no address.
std::string NetworkOf(std::string_view address) {
  const std::string text(address);
  std::string bytes(kIpv6, '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    bytes.resize(kIpv4);
  } else if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
    return "";
  } else if (IN6_IS_ADDR_V4MAPPED(reinterpret_cast<const in6_addr*>(bytes.data()))) {
    bytes = bytes.substr(kIpv6 - kIpv4);
  } else if (IN6_IS_ADDR_LOOPBACK(reinterpret_cast<const in6_addr*>(bytes.data()))) {
    return "";
  } else {
    bytes.resize(kIpv6Network);
  }
  if (bytes.size() == kIpv4 && bytes[0] == 127) return "";
  return bytes;
}

absl::Status RefuseWork() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.rule = "PROOF_OF_WORK_REQUIRED",
                 .field = "",
                 .zh = "访问量过大，请先完成一次工作量证明（GET /v1/challenge）后重试",
                 .en = "many call at once: prove some work (GET /v1/challenge) and try again"});
}

absl::Status RefuseQuota() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.rule = "QUOTA_EXCEEDED",
                 .field = "",
                 .zh = "请求过于频繁，请稍后重试",
                 .en = "too many calls from your address; try again shortly"});
}

}  // namespace

void Pressure::Count(absl::Time now) {
  level_ = std::min(At(now) + 1, kFullLevel);
  at_ = now;
}

int Pressure::Difficulty(absl::Time now) const {
  const double level = At(now);
  if (level < kQuiet) return 0;
  return std::min(kMost, kLeast + static_cast<int>(std::log2(level / kQuiet)));
}

double Pressure::At(absl::Time now) const {
  return level_ * std::exp2(-std::max(0.0, absl::FDivDuration(now - at_, kHalfLife)));
}

bool AddressQuota::Take(std::string_view address, absl::Time now) {
  const std::string network = NetworkOf(address);
  if (network.empty()) return true;
  const uint64_t hash = Hash(network, now);
  auto found = buckets_.find(hash);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kMaxBuckets) ForgetFull(now);
    if (buckets_.size() >= kMaxBuckets) return true;
    found = buckets_.emplace(hash, Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  const double refilled = absl::ToDoubleSeconds(now - bucket.at) * calls_per_second_;
  bucket = {std::min(burst_, bucket.calls + std::max(0.0, refilled)), now};
  if (bucket.calls < 1) return false;
  bucket.calls -= 1;
  return true;
}

uint64_t AddressQuota::Hash(std::string_view network, absl::Time now) {
  if (now >= key_until_) {
    security::InitSodium();
    crypto_shorthash_keygen(key_.data());
    key_until_ = now + kKeyLife;
    buckets_.clear();
  }
  uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), security::Bytes(network),
                   network.size(), key_.data());
  return hash;
}

void AddressQuota::ForgetFull(absl::Time now) {
  absl::erase_if(buckets_, [&](const auto& each) {
    const Bucket& bucket = each.second;
    return bucket.calls + absl::ToDoubleSeconds(now - bucket.at) * calls_per_second_ >= burst_;
  });
}

bool UsedChallenges::Use(const std::string& challenge, absl::Time now) {
  if (now >= turned_at_ + Challenges::kLifetime) {
    previous_ = std::exchange(current_, {});
    turned_at_ = now;
  }
  if (current_.size() >= kMost || previous_.contains(challenge)) return false;
  return current_.emplace(challenge).second;
}

Gatekeeper::Gatekeeper(std::string key, const Clock& clock, GatekeeperOptions options)
    : challenges_(std::move(key)),
      clock_(clock),
      quota_(options.address_calls_per_second, options.address_burst) {
  security::InitSodium();
}

absl::Status Gatekeeper::Admit(std::string_view address) {
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  return quota_.Take(address, now) ? absl::OkStatus() : RefuseQuota();
}

bool Gatekeeper::Proves(std::string_view proof, std::string_view body) {
  const absl::Time now = clock_.Now();
  const absl::StatusOr<Proof> shown = Proof::Parse(proof);
  if (!shown.ok()) return false;
  const absl::StatusOr<Challenge> challenge = challenges_.Read(shown->challenge, now);
  if (!challenge.ok() || challenge->difficulty + kGraceBits < Difficulty(now)) return false;
  // Last what costs: the hash of a body.
  if (shown->BitsOver(body) < challenge->difficulty) return false;
  absl::MutexLock lock(&mutex_);
  return used_.Use(shown->challenge, now);
}

absl::Status Gatekeeper::TurnAway(bool works) {
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  pressure_.Count(now);
  return works && pressure_.Difficulty(now) > 0 ? RefuseWork() : rpc::Overloaded();
}

int Gatekeeper::Difficulty(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return pressure_.Difficulty(now);
}

Challenge Gatekeeper::Issue() {
  const absl::Time now = clock_.Now();
  const int difficulty = Difficulty(now);
  if (difficulty == 0) return {"", 0, now + Challenges::kLifetime};
  return challenges_.Issue(difficulty, now);
}

}  // namespace hecha::proxy
