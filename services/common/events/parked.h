// Parked deliveries: what a subscriber refused so often that the relay stopped trying. An
// operator reads the reason, mends the cause and lets them go again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/common/db/database.h"

namespace hecha::events {

// Holds no content of the event.
struct ParkedDelivery {
  std::string subscriber;
  int64_t seq = 0;
  Uuid event_id;
  std::string type;
  std::string aggregate;
  Uuid aggregate_id;
  int attempts = 0;
  absl::Time parked_at;
  std::string reason;
};

// The parked deliveries in outbox order, at most `limit`.
absl::StatusOr<std::vector<ParkedDelivery>> ListParked(db::Database& database, int limit);

// Lets the event go again to whoever refused it, its attempts counted from zero; the relay
// takes it up within its idle period. NotFound if it is not parked.
absl::Status RetryParked(db::Database& database, const Uuid& event_id);

}  // namespace hecha::events
