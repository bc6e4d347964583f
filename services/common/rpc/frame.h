// How calls and answers are gathered into the frames of a stream (call_stream.proto).
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>

#include "absl/time/time.h"
#include "services/common/rpc/channel.h"

namespace hecha::rpc {

inline constexpr char kCarryPath[] = "/hecha.common.v1.CallStream/Carry";

// A frame is full at so many bytes beyond its first entry.
inline constexpr size_t kFrameBytes = 1 << 20;
// Largest frame: one full but for a byte, and an entry of the largest size.
inline constexpr int kMaxFrameBytes = kMaxMessageBytes + 2 * static_cast<int>(kFrameBytes);

// A frame follows the one before after this pause at the earliest. A call that comes alone is
// not delayed; where `under_way` calls are, some of them travel together.
inline absl::Duration FramePause(size_t under_way) {
  return std::min(absl::Microseconds(16) * static_cast<int64_t>(under_way), absl::Milliseconds(1));
}

// What waits to be written. Not safe for concurrent use.
template <class Frame>
class FrameQueue {
 public:
  // The frame that the next entry, of about `bytes`, belongs to.
  Frame& Room(size_t bytes) {
    if (frames_.empty() || last_bytes_ + bytes > kFrameBytes) {
      frames_.emplace_back();
      last_bytes_ = 0;
    }
    last_bytes_ += bytes;
    return frames_.back();
  }

  bool empty() const { return frames_.empty(); }

  // The first frame. There must be one.
  Frame Take() {
    Frame frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
  }

 private:
  std::deque<Frame> frames_;
  size_t last_bytes_ = 0;
};

}  // namespace hecha::rpc
