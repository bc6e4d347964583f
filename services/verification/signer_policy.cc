#include "services/verification/signer_policy.h"

#include <algorithm>

#include "services/common/base/refusal.h"

namespace hecha::verification {
namespace {

// True if each of `capacities` from `first` on can take one of the seats that are not `taken`.
// There are few seats, so that trying all is quick.
bool CanSeat(const std::vector<SignerSeat>& seats, std::vector<bool>& taken,
             std::span<const Capacity> capacities) {
  if (capacities.empty()) return true;
  for (size_t i = 0; i < seats.size(); ++i) {
    const SignerSeat& seat = seats[i];
    if (taken[i] || std::find(seat.begin(), seat.end(), capacities.front()) == seat.end()) continue;
    taken[i] = true;
    if (CanSeat(seats, taken, capacities.subspan(1))) return true;
    taken[i] = false;
  }
  return false;
}

}  // namespace

absl::Status SignerPolicy::CheckNext(std::span<const Capacity> given, Capacity next) const {
  std::vector<Capacity> capacities(given.begin(), given.end());
  capacities.push_back(next);
  std::vector<bool> taken(seats.size());
  if (CanSeat(seats, taken, capacities)) return absl::OkStatus();
  return RefuseCaller("NO_SEAT_LEFT", "按签字规则，还缺的签字须由其他职务的人签署",
                      "by the signer policy, the signature that is missing is not yours to give");
}

SignerPolicy DefaultSignerPolicy() {
  return {{{Capacity::kUnitHead}, {Capacity::kLeader, Capacity::kOffice}}};
}

}  // namespace hecha::verification
