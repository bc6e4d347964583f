#include "tests/bench/grpc_load.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <utility>

#include "absl/time/clock.h"
#include "services/common/rpc/call_stream.h"
#include "services/common/rpc/status.h"
#include "services/common/security/actor_token.h"
#include "services/common/telemetry/log.h"
#include "tests/bench/closed_loop.h"

namespace hecha::bench {
namespace {

constexpr absl::Duration kLongestCall = absl::Seconds(20);

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

// One unary call under way; ends itself.
struct UnaryCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

}  // namespace

Measurement RunUnaryLoad(const GrpcLoadOptions& options) {
  grpc::GenericStub stub(options.channel);
  const std::string path = "/" + options.method;
  return RunCalls(options.callers, options.duration, [&](Answered answered) {
    auto call = std::make_unique<UnaryCall>();
    call->context.set_deadline(absl::ToChronoTime(absl::Now() + kLongestCall));
    if (!options.token.empty())
      call->context.AddMetadata("authorization", "Bearer " + options.token);
    if (!options.actor.empty()) call->context.AddMetadata(security::kActorMetadata, options.actor);
    call->request = BufferOf(options.request);
    UnaryCall& under_way = *call;
    stub.UnaryCall(
        &under_way.context, path, grpc::StubOptions(), &under_way.request, &under_way.response,
        [call = std::shared_ptr<UnaryCall>(std::move(call)), answered = std::move(answered)](
            const grpc::Status& status) { answered(rpc::FromGrpc(status)); });
  });
}

Measurement RunStreamLoad(const GrpcLoadOptions& options) {
  rpc::CallStream stream(options.channel);
  return RunCalls(options.callers, options.duration, [&](Answered answered) {
    stream.Start(stream.NewNumber(),
                 {.method = options.method,
                  .actor_token = options.actor,
                  .traceparent = telemetry::NewTraceparent(),
                  .deadline = absl::Now() + kLongestCall,
                  .request = BufferOf(options.request)},
                 [answered = std::move(answered)](const absl::StatusOr<grpc::ByteBuffer>& done) {
                   answered(done.status());
                 });
  });
}

}  // namespace hecha::bench
