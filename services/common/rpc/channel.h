// A typed unary call to a peer, without generated stubs.
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace hecha::rpc {

struct CallOptions {
  // A serialised SignedActor, sent as "hecha-actor-bin"; empty sends none.
  std::string actor_token;
  std::string traceparent;
  std::string request_id;
  absl::Time deadline = absl::InfiniteFuture();
};

class Channel {
 public:
  // `address` is "host:port" or "unix:/path". TLS where `tls_ca` is set: the peer's
  // certificate must chain to it; `certificate` and `key` are this process's own.
  struct TlsFiles {
    std::string ca;
    std::string certificate;
    std::string key;
  };
  static std::shared_ptr<Channel> Open(const std::string& address, const TlsFiles* tls = nullptr);

  // Calls "package.Service/Method" and waits. The status carries the peer's refusal.
  absl::Status Unary(std::string_view method, const google::protobuf::Message& request,
                     google::protobuf::Message& response, const CallOptions& options);

  // The underlying channel, for the generic proxy.
  const std::shared_ptr<grpc::Channel>& grpc() const { return channel_; }

 private:
  explicit Channel(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace hecha::rpc
