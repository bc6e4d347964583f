// Evidence: what one state change leaves in the log, and the exact bytes that stand for it.
//
// The leaf is described byte for byte in protos/hecha/accountability/v1/evidence.proto.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::accountability {

// Who did what to which version of what. It holds no content and no name.
struct Evidence {
  Uuid event_id;
  // The service that owns the aggregate, and the noun.
  std::string source;
  std::string type;
  std::string aggregate;
  Uuid aggregate_id;
  int64_t version = 0;
  std::string division;
  absl::Time occurred_at;
  // A user's UUID, "citizen" or "service:NAME"; the user's unit, a UUID, or empty.
  std::string actor;
  std::string unit;
  std::string action;
  // SHA-256 over salt and payload, 32 bytes.
  std::string commitment;

  bool operator==(const Evidence&) const = default;

  // The bytes of the leaf. InvalidArgument that names the field if one is missing, too long
  // or holds a control character: then the lines would not say unambiguously what they say.
  absl::StatusOr<std::string> Leaf() const;

  // What the bytes of a leaf say. DataLoss if they are no leaf.
  static absl::StatusOr<Evidence> FromLeaf(std::string_view leaf);
};

// Evidence and its place in the log.
struct EvidenceEntry {
  // From 0.
  int64_t index = 0;
  // The exact bytes that were hashed.
  std::string leaf;
  Evidence evidence;
};

}  // namespace hecha::accountability
