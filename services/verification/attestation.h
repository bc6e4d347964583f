// An Attestation is an event of this service as the evidence log was told of it, kept with its
// salt so that a stranger can be shown what the log's leaf commits to.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::verification {

struct Attestation {
  Uuid event;
  // Full name of the payload's message.
  std::string type;
  Uuid aggregate;
  int64_t version = 0;
  std::string payload;
  std::string salt;
};

// What the evidence log says of events: under one signed head, the leaf, the place and the
// audit path of each.
struct LogProof {
  struct Entry {
    std::string leaf;
    int64_t index = 0;
    std::vector<std::string> hashes;
  };
  // C2SP signed note.
  std::string checkpoint;
  // One for each event that was asked for, in order.
  std::vector<Entry> entries;
};

// Asks the log. FailedPrecondition while an event is not in it yet, Unavailable while the log
// is away.
using AskLog =
    std::function<absl::StatusOr<LogProof>(const Call& call, const std::vector<Uuid>& events)>;

}  // namespace hecha::verification
