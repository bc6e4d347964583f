#include "services/common/rpc/call_stream_service.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/rpc_service_method.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <atomic>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/clock.h"
#include "hecha/common/v1/call_stream.pb.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/frame.h"
#include "services/common/rpc/status.h"
#include "services/common/security/actor_token.h"

namespace hecha::rpc {

using common::v1::CarryRequest;
using common::v1::CarryResponse;

// Lives until gRPC is done with it and its calls have ended.
class CallStreamService::Stream final : public grpc::ServerBidiReactor<CarryRequest, CarryResponse>,
                                        public std::enable_shared_from_this<Stream> {
 public:
  explicit Stream(CallStreamService& service) : service_(service) {}

  void Begin() { StartRead(&received_); }
  void Answer(CarryResponse::Answer answer);
  void Retire();

 private:
  using CancelFlag = std::shared_ptr<std::atomic<bool>>;
  // What is left to do once the lock is released.
  enum class Next { kNothing, kWrite, kFinish };

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  CancelFlag Note(uint64_t number);
  void CancelAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Next Plan() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Do(Next next);

  CallStreamService& service_;
  // Of the read and the write under way.
  CarryRequest received_;
  CarryResponse written_;

  absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, CancelFlag> under_way_ ABSL_GUARDED_BY(mutex_);
  FrameQueue<CarryResponse> frames_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool planned_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time wrote_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Nothing more comes; nothing more can be sent; all is done.
  bool read_out_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

class CallStreamService::CarriedCall final : public IncomingCall {
 public:
  CarriedCall(std::shared_ptr<Stream> stream, CarryRequest::Call call,
              std::shared_ptr<const std::atomic<bool>> cancelled)
      : stream_(std::move(stream)),
        call_(std::move(call)),
        deadline_(absl::Now() + absl::Microseconds(call_.timeout_micros())),
        cancelled_(std::move(cancelled)) {}

  std::string_view request() const override { return call_.request(); }
  std::string_view Metadata(std::string_view key) const override {
    if (key == security::kActorMetadata) return call_.actor();
    if (key == kTraceparentMetadata) return call_.traceparent();
    return key == kRequestIdMetadata ? std::string_view(call_.request_id()) : std::string_view();
  }
  absl::Time deadline() const override { return deadline_; }
  bool IsCancelled() const override { return *cancelled_; }

  void Finish(const absl::Status& told, const google::protobuf::Message* response) override {
    CarryResponse::Answer answer;
    answer.set_number(call_.number());
    if (response == nullptr) {
      SetStatus(ToGrpc(told), answer);
    } else if (response->ByteSizeLong() > kMaxMessageBytes) {
      SetStatus({grpc::StatusCode::RESOURCE_EXHAUSTED, "the response is too large"}, answer);
    } else {
      response->SerializeToString(answer.mutable_response());
    }
    stream_->Answer(std::move(answer));
  }

 private:
  static void SetStatus(const grpc::Status& status, CarryResponse::Answer& answer) {
    answer.set_code(status.error_code());
    answer.set_message(status.error_message());
    answer.set_details(status.error_details());
  }

  const std::shared_ptr<Stream> stream_;
  const CarryRequest::Call call_;
  const absl::Time deadline_;
  const std::shared_ptr<const std::atomic<bool>> cancelled_;
};

// What comes --------------------------------------------------------------------------------

void CallStreamService::Stream::OnReadDone(bool ok) {
  if (!ok) {
    Next next;
    {
      absl::MutexLock lock(&mutex_);
      read_out_ = true;
      next = Plan();
    }
    return Do(next);
  }
  for (CarryRequest::Call& call : *received_.mutable_calls()) {
    const std::string method = call.method();
    CancelFlag cancelled = Note(call.number());
    service_.entry_(method, std::make_unique<CarriedCall>(shared_from_this(), std::move(call),
                                                          std::move(cancelled)));
  }
  {
    absl::MutexLock lock(&mutex_);
    for (uint64_t number : received_.cancelled()) {
      const auto found = under_way_.find(number);
      if (found != under_way_.end()) *found->second = true;
    }
  }
  received_.Clear();
  StartRead(&received_);
}

CallStreamService::Stream::CancelFlag CallStreamService::Stream::Note(uint64_t number) {
  auto flag = std::make_shared<std::atomic<bool>>(false);
  absl::MutexLock lock(&mutex_);
  under_way_[number] = flag;
  return flag;
}

void CallStreamService::Stream::OnCancel() {
  absl::MutexLock lock(&mutex_);
  CancelAll();
}

void CallStreamService::Stream::CancelAll() {
  broken_ = true;
  for (const auto& [number, cancelled] : under_way_) *cancelled = true;
}

// What goes ---------------------------------------------------------------------------------

void CallStreamService::Stream::Answer(CarryResponse::Answer answer) {
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    under_way_.erase(answer.number());
    *frames_.Room(answer.ByteSizeLong()).add_answers() = std::move(answer);
    next = Plan();
  }
  Do(next);
}

void CallStreamService::Stream::Retire() {
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    frames_.Room(0).set_retiring(true);
    next = Plan();
  }
  Do(next);
}

void CallStreamService::Stream::OnWriteDone(bool ok) {
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) CancelAll();
    next = Plan();
  }
  Do(next);
}

CallStreamService::Stream::Next CallStreamService::Stream::Plan() {
  if (writing_ || finished_) return Next::kNothing;
  if (frames_.empty() || broken_) {
    finished_ = read_out_ && under_way_.empty();
    return finished_ ? Next::kFinish : Next::kNothing;
  }
  const absl::Time now = absl::Now();
  const absl::Time when = wrote_at_ + FramePause(under_way_.size());
  if (now >= when) {
    writing_ = true;
    wrote_at_ = now;
    written_ = frames_.Take();
    return Next::kWrite;
  }
  if (planned_) return Next::kNothing;
  planned_ = true;
  service_.pacer_.At(when, [self = shared_from_this()] {
    Next next;
    {
      absl::MutexLock lock(&self->mutex_);
      self->planned_ = false;
      next = self->Plan();
    }
    self->Do(next);
  });
  return Next::kNothing;
}

void CallStreamService::Stream::Do(Next next) {
  if (next == Next::kWrite) StartWrite(&written_);
  if (next == Next::kFinish) Finish(grpc::Status::OK);
}

void CallStreamService::Stream::OnDone() {
  std::shared_ptr<Stream> self;
  absl::MutexLock lock(&service_.mutex_);
  const auto found = service_.streams_.find(this);
  self = std::move(found->second);
  service_.streams_.erase(found);
}

// The service -------------------------------------------------------------------------------

CallStreamService::CallStreamService(Entry entry) : entry_(std::move(entry)) {
  // The same two calls that protoc's gRPC plugin generates for a raw callback method.
  AddMethod(new grpc::internal::RpcServiceMethod(
      kCarryPath, grpc::internal::RpcMethod::BIDI_STREAMING, /*handler=*/nullptr));
  MarkMethodRawCallback(0, new grpc::internal::CallbackBidiHandler<CarryRequest, CarryResponse>(
                               [this](grpc::CallbackServerContext*) {
                                 auto stream = std::make_shared<Stream>(*this);
                                 bool retiring;
                                 {
                                   absl::MutexLock lock(&mutex_);
                                   streams_.emplace(stream.get(), stream);
                                   retiring = retiring_;
                                 }
                                 stream->Begin();
                                 if (retiring) stream->Retire();
                                 return stream.get();
                               }));
}

CallStreamService::~CallStreamService() = default;

void CallStreamService::Retire() {
  std::vector<std::shared_ptr<Stream>> streams;
  {
    absl::MutexLock lock(&mutex_);
    retiring_ = true;
    for (const auto& [key, stream] : streams_) streams.push_back(stream);
  }
  for (const auto& stream : streams) stream->Retire();
}

}  // namespace hecha::rpc
