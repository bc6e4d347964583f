#include "services/common/rpc/channel.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/frame.h"
#include "services/common/rpc/status.h"
#include "services/common/security/actor_token.h"

namespace hecha::rpc {
namespace {

using google::protobuf::MessageLite;

constexpr absl::Duration kMaxWait = absl::Seconds(30);

void AddIfSet(const char* key, const std::string& value, grpc::ClientContext& context) {
  if (!value.empty()) context.AddMetadata(key, value);
}

}  // namespace

std::shared_ptr<Channel> Channel::Open(const std::string& address, const TlsFiles* tls) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxFrameBytes);
  arguments.SetMaxSendMessageSize(kMaxFrameBytes);
  // A peer that vanished without closing is found out within a minute.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // gRPC's own default lets a channel wait up to two minutes for a peer that is back already.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return std::shared_ptr<Channel>(
      new Channel(grpc::CreateCustomChannel(address, ClientCredentials(tls), arguments)));
}

absl::Status Channel::Unary(std::string_view method, const MessageLite& request,
                            MessageLite& response, const CallOptions& options) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(std::min(options.deadline, absl::Now() + kMaxWait)));
  AddIfSet(security::kActorMetadata, options.actor_token, context);
  AddIfSet(kTraceparentMetadata, options.traceparent, context);
  AddIfSet(kRequestIdMetadata, options.request_id, context);

  const std::string path = fmt::format("/{}", method);
  grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(channel_);
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status finished) {
                   status = std::move(finished);
                   done.Notify();
                 });
  done.WaitForNotification();
  return FromGrpc(status);
}

}  // namespace hecha::rpc
