// Checks what the evidence log says, by the letter of accountability/v1/evidence.proto, C2SP
// tlog-checkpoint and signed-note, and RFC 9162: offline, from the log's public key alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha::ctl {

// A head of the log whose signature was verified.
struct LogHead {
  std::string origin;
  int64_t size = 0;
  std::string root;
};

// What a leaf says of an event; see evidence.proto.
struct LogLeaf {
  std::string event_id;
  std::string type;
  std::string aggregate_id;
  absl::Time occurred_at;
  std::string actor;
  std::string unit;
  std::string commitment;
};

// The head that `note` signs. DataLoss unless the note is exactly one checkpoint and the key of
// `verifier_key` (C2SP vkey) signed it; InvalidArgument for a malformed key.
absl::StatusOr<LogHead> OpenCheckpoint(std::string_view note, std::string_view verifier_key);

// DataLoss unless `leaf` is at `index` of the tree of `head`, as `path` shows.
absl::Status CheckInclusion(const LogHead& head, std::string_view leaf, int64_t index,
                            const std::vector<std::string>& path);

// DataLoss if the bytes are no leaf.
absl::StatusOr<LogLeaf> ParseLeaf(std::string_view leaf);

}  // namespace hecha::ctl
