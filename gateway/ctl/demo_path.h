// How far each lead of the demo goes, and which way.
#pragma once

#include <cstddef>

#include "hecha/verification/v1/events.pb.h"

namespace hecha::ctl {

// In the order in which a lead passes them.
enum class DemoStage {
  kRegistered,
  kTriaged,
  kSealed,
  kAssigned,
  kReturned,
  kAccepted,
  kVerifying,
  kSuspended,
  kSigning,
  kSigned,
  kReported,
  kFollowedUp,
  kClosed,
};

enum class DemoSource { kCitizen, kClerk, kSuperior };

struct DemoPath {
  DemoStage end = DemoStage::kClosed;
  DemoSource source = DemoSource::kClerk;
  verification::v1::Outcome outcome = verification::v1::OUTCOME_REFUTED;
  // The first unit gives it back, and it is assigned anew.
  bool returned_once = false;
};

// So many leads in a row pass every state and outcome; half of them are closed.
inline constexpr size_t kDemoPaths = 24;

// The path of a town's lead number `i`.
const DemoPath& DemoPathOf(size_t i);

}  // namespace hecha::ctl
