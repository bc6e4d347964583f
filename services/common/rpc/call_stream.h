// A CallStream sends unary calls to one peer, all of them in one stream (call_stream.proto): a
// unary call of gRPC's own costs both ends more than most handlers do. It opens the stream with
// the first call, and a new one after the peer was away.
//
// Safe for concurrent use.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/rpc/pacer.h"

namespace hecha::rpc {

// A call on its way out.
struct OutgoingCall {
  // "package.Service/Method".
  std::string method;
  // A serialised SignedActor; empty for a citizen.
  std::string actor_token = {};
  std::string traceparent = {};
  std::string request_id = {};
  // Real time.
  absl::Time deadline;
  // The serialised request.
  grpc::ByteBuffer request;
};

class CallStream {
 public:
  // Takes the serialised response, or why there is none. Runs on a thread of gRPC's or of the
  // stream's, or within Start, Cancel or Close; must not block.
  using Done = std::function<void(absl::StatusOr<grpc::ByteBuffer>)>;

  explicit CallStream(std::shared_ptr<grpc::Channel> channel);
  // Closes, and waits until gRPC has let go of the streams.
  ~CallStream();

  // A number for one call, which Cancel knows it by.
  uint64_t NewNumber();
  // Sends `call`; `done` is called exactly once. Its status carries the peer's refusal.
  // Unavailable, at once, while the peer cannot be reached, and when it goes away before it
  // answered; DeadlineExceeded at the call's deadline; ResourceExhausted if it is too large.
  void Start(uint64_t number, OutgoingCall call, Done done);
  // Ends a call under way as Cancelled, here and, if it got there, at the peer; does nothing if
  // there is no such call.
  void Cancel(uint64_t number);
  // Cancels every call, those that come later too.
  void Close();

 private:
  class Stream;
  struct Waiting {
    Done done;
    absl::Time deadline;
    Stream* stream;
  };
  // Calls that have ended, and how; told to their callers without the lock.
  using Ended = std::vector<std::pair<Done, absl::StatusOr<grpc::ByteBuffer>>>;

  Stream& Current() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndOne(uint64_t number, absl::StatusOr<grpc::ByteBuffer> result, Ended& ended)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends it and tells the peer.
  void GiveUp(uint64_t number, absl::Status why, Ended& ended)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndCallsOf(const Stream& stream, Ended& ended) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PlanSweep(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the calls whose deadline has passed.
  void Sweep();
  static void Tell(Ended ended);

  const std::shared_ptr<grpc::Channel> channel_;
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t last_number_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<uint64_t, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<absl::Time, uint64_t>> deadlines_ ABSL_GUARDED_BY(mutex_);
  absl::Time sweep_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  // Where the next call goes; nullptr if it opens a stream.
  Stream* current_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::map<Stream*, std::shared_ptr<Stream>> streams_ ABSL_GUARDED_BY(mutex_);
  // Last: its thread uses the rest.
  Pacer pacer_;
};

}  // namespace hecha::rpc
