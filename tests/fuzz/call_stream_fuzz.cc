// Frames of a call stream, at either end: a service answers each call of a frame once and whatever
// else it reads ends the stream; a caller hears once of each call, whatever the service writes.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_builder.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "google/protobuf/stubs/logging.h"
#include "hecha/common/v1/call_stream.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/rpc/call_stream.h"
#include "services/common/rpc/call_stream_service.h"
#include "services/common/rpc/frame.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

using common::v1::CarryRequest;
using common::v1::CarryResponse;

constexpr absl::Duration kPatience = absl::Seconds(5);

grpc::ByteBuffer BufferOf(std::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  Check(buffer.DumpToSingleSlice(&slice).ok(), "a buffer has bytes");
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// Answers whatever method is called: with what it was asked, or with a refusal.
void Answer(std::string_view method, std::unique_ptr<rpc::IncomingCall> call) {
  if (method.size() % 2 == 1)
    return call->Finish(RefuseField("ODD", "method", "奇数", "odd"), nullptr);
  CarryResponse::Answer answer;
  answer.set_details(std::string(call->request()));
  call->Finish(absl::OkStatus(), &answer);
}

// One frame to the service, and all that comes back.
class Caller : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Caller(grpc::GenericStub& stub, std::string_view frame) : frame_(BufferOf(frame)) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    stub.PrepareBidiStreamingCall(&context_, rpc::kCarryPath, grpc::StubOptions(), this);
    StartRead(&received_);
    StartWriteLast(&frame_, grpc::WriteOptions());
    StartCall();
    ended_.WaitForNotification();
  }

  const grpc::Status& status() const { return status_; }
  const std::vector<std::string>& frames() const { return frames_; }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return;
    frames_.push_back(BytesOf(received_));
    StartRead(&received_);
  }
  void OnDone(const grpc::Status& status) override {
    status_ = status;
    ended_.Notify();
  }

  grpc::ClientContext context_;
  grpc::ByteBuffer frame_;
  grpc::ByteBuffer received_;
  std::vector<std::string> frames_;
  grpc::Status status_;
  absl::Notification ended_;
};

// Writes one frame, whatever it is asked, and ends.
class Writer : public grpc::CallbackGenericService {
 public:
  void Say(std::string_view frame) { frame_ = BufferOf(frame); }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(const grpc::ByteBuffer& frame) : frame_(frame) { StartRead(&received_); }

   private:
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::OK);
      StartWrite(&frame_);
    }
    void OnWriteDone(bool) override { Finish(grpc::Status::OK); }
    void OnDone() override { delete this; }

    grpc::ByteBuffer frame_;
    grpc::ByteBuffer received_;
  };

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(frame_);
  }

  grpc::ByteBuffer frame_;
};

// Both ends, within this process.
struct Wires {
  Wires() {
    grpc::ServerBuilder reader;
    reader.RegisterService(&service);
    reading = reader.BuildAndStart();
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&writer);
    writing = builder.BuildAndStart();
    to_reader = std::make_unique<grpc::GenericStub>(reading->InProcessChannel({}));
    to_writer = writing->InProcessChannel({});
  }

  rpc::CallStreamService service{Answer};
  Writer writer;
  std::unique_ptr<grpc::Server> reading;
  std::unique_ptr<grpc::Server> writing;
  std::unique_ptr<grpc::GenericStub> to_reader;
  std::shared_ptr<grpc::Channel> to_writer;
};

Wires& TheWires() {
  static auto& wires = *new Wires;
  return wires;
}

void CheckService(std::string_view input) {
  const Caller caller(*TheWires().to_reader, input);
  CarryRequest request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size())))
    return Check(caller.frames().empty(), "what is no frame is not answered");
  std::map<uint64_t, int> waiting;
  for (const CarryRequest::Call& call : request.calls()) ++waiting[call.number()];
  for (const std::string& frame : caller.frames()) {
    CarryResponse response;
    Check(response.ParseFromString(frame), "a frame back is one");
    for (const CarryResponse::Answer& answer : response.answers())
      Check(waiting[answer.number()]-- > 0, "only what was asked is answered");
  }
  // A number that comes twice in a stream names neither call.
  if (waiting.size() < static_cast<size_t>(request.calls_size())) return;
  Check(caller.status().ok(), "a stream ends well");
  for (const auto& [number, left] : waiting) Check(left == 0, "each call is answered");
}

void CheckCaller(std::string_view input) {
  TheWires().writer.Say(input);
  rpc::CallStream stream(TheWires().to_writer);
  absl::Notification told;
  absl::StatusOr<grpc::ByteBuffer> result;
  const uint64_t number = stream.NewNumber();
  stream.Start(number, {.method = "a.B/C", .deadline = absl::Now() + kPatience, .request = {}},
               [&](absl::StatusOr<grpc::ByteBuffer> end) {
                 result = std::move(end);
                 told.Notify();
               });
  Check(told.WaitForNotificationWithTimeout(2 * kPatience), "a caller hears of its call");
  CarryResponse response;
  std::optional<CarryResponse::Answer> first;
  if (response.ParseFromArray(input.data(), static_cast<int>(input.size())))
    for (const CarryResponse::Answer& answer : response.answers())
      if (answer.number() == number && !first.has_value()) first = answer;
  Check(result.ok() == (first.has_value() && first->code() == 0), "it went as the answer says");
  if (result.ok()) Check(BytesOf(*result) == first->response(), "the answer is the one sent");
  if (!first.has_value()) Check(absl::IsUnavailable(result.status()), "no answer, no service");
}

void Run(std::string_view input) {
  const google::protobuf::LogSilencer silence;
  CheckService(input);
  CheckCaller(input);
}

std::vector<std::string> Seeds() {
  CarryRequest request;
  for (const uint64_t number : {1, 2, 3}) {
    CarryRequest::Call& call = *request.add_calls();
    call.set_number(number);
    call.set_method(number == 3 ? "a.B/Odd" : "a.B/Even");
    call.set_timeout_micros(1'000'000);
    call.set_request("what is asked");
  }
  request.add_cancelled(2);
  CarryResponse response;
  CarryResponse::Answer& answer = *response.add_answers();
  answer.set_number(1);
  answer.set_response("what is answered");
  CarryResponse refusal;
  refusal.add_answers()->set_number(1);
  refusal.mutable_answers(0)->set_code(3);
  refusal.mutable_answers(0)->set_message("refused");
  refusal.set_retiring(true);
  return {request.SerializeAsString(), response.SerializeAsString(), refusal.SerializeAsString()};
}

const bool kRegistered = Register({"call_stream", Run, Seeds, 2'000});

}  // namespace
}  // namespace hecha::fuzz
