// A SignerPolicy 签字规则 says who has to sign a report: one seat a signature, each with the
// capacities that may take it. Policies are data with an effective date; the one in force when
// a report was submitted holds for it.
#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "services/verification/endorsement.h"

namespace hecha::verification {

// Whoever has one of these capacities may take the seat.
using SignerSeat = std::vector<Capacity>;

struct SignerPolicy {
  std::vector<SignerSeat> seats;

  // Ok if signatures in the capacities `given` and then one in `next` can each take a seat of
  // their own; PermissionDenied NO_SEAT_LEFT otherwise.
  absl::Status CheckNext(std::span<const Capacity> given, Capacity next) const;
};

// Two seats: the head of the handling unit; a leader of the town or its office's director.
SignerPolicy DefaultSignerPolicy();

}  // namespace hecha::verification
