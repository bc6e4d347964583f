// An event on its way, between what makes it (Journal), what stores it (DeliveryStore) and what
// carries it (Relay).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/base/id.h"

namespace hecha::events {

// An event that one subscriber does not have yet.
struct Pending {
  int64_t seq = 0;
  Uuid aggregate_id;
  // How often the subscriber refused it.
  int attempts = 0;
  v1::Envelope envelope;
  // Ok, or why the payload cannot be read; then `envelope` must not be sent.
  absl::Status readable;
};

struct PendingBatch {
  std::vector<Pending> events;
  // There are more than it took.
  bool more = false;
};

// What a commit has just made pending for each subscriber, as it stands in the tables now.
using Fresh = std::map<std::string, std::vector<Pending>>;

}  // namespace hecha::events
