// A typed unary call to a peer, without generated stubs.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/rpc/tls.h"

namespace hecha::rpc {

// Largest message that a channel or server takes.
inline constexpr int kMaxMessageBytes = 8 << 20;

struct CallOptions {
  // A serialised SignedActor, sent as "hecha-actor-bin"; empty sends none.
  std::string actor_token = {};
  std::string traceparent = {};
  std::string request_id = {};
  // Real time. No call waits longer than 30 s, whatever stands here.
  absl::Time deadline = absl::InfiniteFuture();
};

class Channel {
 public:
  using TlsFiles = rpc::TlsFiles;

  // `address` is "host:port" or "unix:/path"; mutual TLS where `tls` is given. Connects when
  // first used, and again, within seconds, after the peer was away.
  static std::shared_ptr<Channel> Open(const std::string& address, const TlsFiles* tls = nullptr);

  // Calls "package.Service/Method" and waits. The status carries the peer's refusal;
  // Unavailable, at once, while the peer cannot be reached. `response` is undefined on error.
  absl::Status Unary(std::string_view method, const google::protobuf::MessageLite& request,
                     google::protobuf::MessageLite& response, const CallOptions& options);

  // The underlying channel, for the generic proxy.
  const std::shared_ptr<grpc::Channel>& grpc() const { return channel_; }

 private:
  explicit Channel(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace hecha::rpc
