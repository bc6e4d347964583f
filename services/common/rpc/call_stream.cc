#include "services/common/rpc/call_stream.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/slice.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "hecha/common/v1/call_stream.pb.h"
#include "services/common/rpc/frame.h"
#include "services/common/rpc/status.h"

namespace hecha::rpc {
namespace {

using common::v1::CarryRequest;
using common::v1::CarryResponse;

absl::Status Away() { return absl::UnavailableError("the peer cannot be reached"); }

absl::StatusOr<grpc::ByteBuffer> ResultOf(const CarryResponse::Answer& answer) {
  if (answer.code() == 0) {
    const grpc::Slice bytes(answer.response());
    return grpc::ByteBuffer(&bytes, 1);
  }
  return FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(answer.code()), answer.message(),
                               answer.details()));
}

void Pack(uint64_t number, OutgoingCall call, CarryRequest::Call& packed) {
  packed.set_number(number);
  packed.set_method(std::move(call.method));
  packed.set_actor(std::move(call.actor_token));
  packed.set_traceparent(std::move(call.traceparent));
  packed.set_request_id(std::move(call.request_id));
  packed.set_timeout_micros(absl::ToInt64Microseconds(call.deadline - absl::Now()));
  grpc::Slice bytes;
  if (call.request.DumpToSingleSlice(&bytes).ok()) packed.set_request(bytes.begin(), bytes.size());
}

}  // namespace

// One stream, from its opening to its end. All of it but the reactions is guarded by the owner's
// mutex.
class CallStream::Stream final : public grpc::ClientBidiReactor<CarryRequest, CarryResponse>,
                                 public std::enable_shared_from_this<Stream> {
 public:
  explicit Stream(CallStream& owner) : owner_(owner) {}

  void Open() {
    stub_.PrepareBidiStreamingCall(&context_, kCarryPath, grpc::StubOptions(), this);
    // For the writes, which other threads begin.
    AddHold();
    StartRead(&received_);
    StartCall();
  }

  void Abort() { context_.TryCancel(); }

  void Add(uint64_t number, OutgoingCall call) {
    const size_t bytes = call.request.Length();
    Pack(number, std::move(call), *frames_.Room(bytes).add_calls());
    Plan();
  }

  void AddCancelled(uint64_t number) {
    if (closed_) return;
    frames_.Room(sizeof number).add_cancelled(number);
    Plan();
  }

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  // Begins or plans the next write, if there is something to write.
  void Plan();
  void Close();

  CallStream& owner_;
  grpc::ClientContext context_;
  grpc::TemplatedGenericStub<CarryRequest, CarryResponse> stub_{owner_.channel_};
  // Of the read and the write under way.
  CarryResponse received_;
  CarryRequest written_;

  FrameQueue<CarryRequest> frames_;
  bool writing_ = false;
  bool planned_ = false;
  absl::Time wrote_at_ = absl::InfinitePast();
  // The server takes no more than what is on its way; we have said that this was all.
  bool retiring_ = false;
  bool said_all_ = false;
  // Nothing can be written any more.
  bool closed_ = false;
};

void CallStream::Stream::Plan() {
  if (writing_ || closed_ || planned_) return;
  if (frames_.empty()) {
    if (retiring_ && !said_all_) {
      said_all_ = true;
      StartWritesDone();
    }
    return;
  }
  const absl::Time now = absl::Now();
  const absl::Time when = wrote_at_ + FramePause(owner_.waiting_.size());
  if (now >= when) {
    writing_ = true;
    wrote_at_ = now;
    written_ = frames_.Take();
    return StartWrite(&written_);
  }
  planned_ = true;
  owner_.pacer_.At(when, [self = shared_from_this()] {
    absl::MutexLock lock(&self->owner_.mutex_);
    self->planned_ = false;
    self->Plan();
  });
}

void CallStream::Stream::OnWriteDone(bool ok) {
  bool release = false;
  {
    absl::MutexLock lock(&owner_.mutex_);
    writing_ = false;
    // A write that failed is followed by a read that fails.
    if (ok) Plan();
    release = closed_;
  }
  if (release) RemoveHold();
}

void CallStream::Stream::OnReadDone(bool ok) {
  if (!ok) return Close();
  Ended ended;
  {
    absl::MutexLock lock(&owner_.mutex_);
    for (const CarryResponse::Answer& answer : received_.answers())
      owner_.EndOne(answer.number(), ResultOf(answer), ended);
    if (received_.retiring()) {
      retiring_ = true;
      if (owner_.current_ == this) owner_.current_ = nullptr;
      Plan();
    }
  }
  Tell(std::move(ended));
  received_.Clear();
  StartRead(&received_);
}

void CallStream::Stream::Close() {
  {
    absl::MutexLock lock(&owner_.mutex_);
    closed_ = true;
    if (owner_.current_ == this) owner_.current_ = nullptr;
    // Otherwise the end of the write does it.
    if (writing_) return;
  }
  RemoveHold();
}

void CallStream::Stream::OnDone(const grpc::Status&) {
  Ended ended;
  std::shared_ptr<Stream> self;
  {
    absl::MutexLock lock(&owner_.mutex_);
    owner_.EndCallsOf(*this, ended);
  }
  Tell(std::move(ended));
  // Last, because the owner may go when its streams are gone.
  absl::MutexLock lock(&owner_.mutex_);
  const auto found = owner_.streams_.find(this);
  self = std::move(found->second);
  owner_.streams_.erase(found);
}

CallStream::CallStream(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

CallStream::~CallStream() {
  Close();
  absl::MutexLock lock(&mutex_);
  for (const auto& [key, stream] : streams_) stream->Abort();
  const auto gone = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return streams_.empty(); };
  mutex_.Await(absl::Condition(&gone));
}

uint64_t CallStream::NewNumber() {
  absl::MutexLock lock(&mutex_);
  return ++last_number_;
}

void CallStream::Start(uint64_t number, OutgoingCall call, Done done) {
  if (call.request.Length() > kMaxMessageBytes)
    return done(absl::ResourceExhaustedError("the request is too large"));
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_) {
      Stream& stream = Current();
      waiting_.emplace(number, Waiting{std::move(done), call.deadline, &stream});
      deadlines_.emplace(call.deadline, number);
      PlanSweep(call.deadline);
      return stream.Add(number, std::move(call));
    }
  }
  done(absl::CancelledError("no more calls are made"));
}

CallStream::Stream& CallStream::Current() {
  if (current_ == nullptr) {
    auto stream = std::make_shared<Stream>(*this);
    current_ = stream.get();
    streams_.emplace(current_, stream);
    stream->Open();
  }
  return *current_;
}

void CallStream::Cancel(uint64_t number) {
  Ended ended;
  {
    absl::MutexLock lock(&mutex_);
    GiveUp(number, absl::CancelledError("the caller is gone"), ended);
  }
  Tell(std::move(ended));
}

void CallStream::Close() {
  Ended ended;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    while (!waiting_.empty())
      GiveUp(waiting_.begin()->first, absl::CancelledError("no more calls are made"), ended);
  }
  Tell(std::move(ended));
}

void CallStream::EndOne(uint64_t number, absl::StatusOr<grpc::ByteBuffer> result, Ended& ended) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  deadlines_.erase({found->second.deadline, number});
  ended.emplace_back(std::move(found->second.done), std::move(result));
  waiting_.erase(found);
}

void CallStream::GiveUp(uint64_t number, absl::Status why, Ended& ended) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  Stream& stream = *found->second.stream;
  EndOne(number, std::move(why), ended);
  stream.AddCancelled(number);
}

void CallStream::EndCallsOf(const Stream& stream, Ended& ended) {
  std::vector<uint64_t> numbers;
  for (const auto& [number, waiting] : waiting_)
    if (waiting.stream == &stream) numbers.push_back(number);
  for (uint64_t number : numbers) EndOne(number, Away(), ended);
}

void CallStream::PlanSweep(absl::Time when) {
  if (when >= sweep_at_) return;
  sweep_at_ = when;
  pacer_.At(when, [this] { Sweep(); });
}

void CallStream::Sweep() {
  Ended ended;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now)
      GiveUp(deadlines_.begin()->second, absl::DeadlineExceededError("no answer in time"), ended);
    sweep_at_ = absl::InfiniteFuture();
    if (!deadlines_.empty()) PlanSweep(deadlines_.begin()->first);
  }
  Tell(std::move(ended));
}

void CallStream::Tell(Ended ended) {
  for (auto& [done, result] : ended) done(std::move(result));
}

}  // namespace hecha::rpc
