// The gateway's own gRPC port: native clients reach the methods that HTTP reaches, with the
// same sessions ("authorization: Bearer TOKEN" in the metadata) and the same policies.
//
// Bytes pass through unparsed in both directions, refusals with all of their details. Health
// and reflection of the proxied services stand beside them. A method that only services may
// call answers as if it did not exist.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/proxy/dispatcher.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/descriptor_service.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::proxy {

// Whether "HOST:PORT" is this computer's own, where plaintext is seen by nobody else.
bool IsLoopback(std::string_view address);

struct GrpcProxyOptions {
  // "HOST:PORT"; port 0 picks one.
  std::string listen = "127.0.0.1:0";
  // PEM files; re-read when they change. Without them the port is plaintext, which only a
  // loopback address may be.
  std::string certificate;
  std::string key;
  // As much as a service takes: a file may lie within. All calls share a memory quota.
  int max_message_bytes = rpc::kMaxMessageBytes;
};

class GrpcProxy {
 public:
  // Serves `services` until destroyed. FailedPrecondition for a method without a policy or
  // plaintext beyond loopback, Unavailable if the port is taken or the files are unusable.
  // `dispatcher` and `metrics` outlive the proxy.
  static absl::StatusOr<std::unique_ptr<GrpcProxy>> Start(
      const GrpcProxyOptions& options,
      const std::vector<const google::protobuf::ServiceDescriptor*>& services,
      Dispatcher& dispatcher, telemetry::Metrics& metrics);
  ~GrpcProxy();

  int port() const { return port_; }

  // Answers health checks with NOT_SERVING, takes no new call, and waits up to `grace` for
  // those under way before it cancels them.
  void Shutdown(absl::Duration grace);

 private:
  struct Service;
  GrpcProxy() = default;

  std::vector<std::unique_ptr<Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace hecha::proxy
