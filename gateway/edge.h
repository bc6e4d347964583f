// The Edge is everything that the outside meets: the HTTP port, the native gRPC port, and what
// lies between them and the backends. It holds no business and no state of its own.
#pragma once

#include <grpcpp/channel.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/front.h"
#include "gateway/http/server.h"
#include "gateway/live/change_stream.h"
#include "gateway/live/news_feed.h"
#include "gateway/proxy/backends.h"
#include "gateway/proxy/dispatcher.h"
#include "gateway/proxy/grpc_proxy.h"
#include "gateway/transcoding/route_table.h"
#include "gateway/transcoding/transcoder.h"

namespace hecha::gateway {

struct EdgeOptions {
  http::ServerOptions http;
  proxy::GrpcProxyOptions grpc;
  proxy::DispatcherOptions dispatch;
  transcoding::TranscoderOptions transcode;
  // Where the console's files are; empty for those in the binary.
  std::string console_directory;
  // What is served, and which process serves it, by BackendName.
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  std::map<std::string, std::shared_ptr<grpc::Channel>> backends;
  // What is new, for pages that listen.
  live::NewsFeed::Ask news;
  google::protobuf::MessageFactory* messages =
      google::protobuf::MessageFactory::generated_factory();
};

class Edge {
 public:
  // Listens and serves. An error that says what is wrong with the services, the backends, the
  // console's files or the ports. What is given by reference outlives the edge.
  static absl::StatusOr<std::unique_ptr<Edge>> Start(EdgeOptions options,
                                                     proxy::SessionSource sessions,
                                                     const security::ActorIssuer& issuer,
                                                     rpc::Executor& executor,
                                                     telemetry::Metrics& metrics);
  // Cuts what is still open.
  ~Edge();

  int http_port() const { return http_->port(); }
  int grpc_port() const { return grpc_->port(); }

  // Asks the backends for their health, for /readyz. Run it every few seconds.
  void CheckReadiness() { front_.CheckReadiness(); }

  // Tells pages that listen what is new. Run it every half second.
  void TellNews(absl::Time now) { news_.Turn(now); }

  // Takes no new call on either port and waits, up to `grace`, for those under way.
  void Drain(absl::Duration grace);

 private:
  Edge(const EdgeOptions& options, transcoding::RouteTable routes, console::StaticFiles files,
       proxy::SessionSource sessions, const security::ActorIssuer& issuer, rpc::Executor& executor,
       telemetry::Metrics& metrics);

  // In the order in which each needs those before it.
  const transcoding::RouteTable routes_;
  const proxy::Backends backends_;
  proxy::Dispatcher dispatcher_;
  const transcoding::Transcoder transcoder_;
  live::NewsFeed news_;
  live::ChangeStream changes_;
  Front front_;
  std::unique_ptr<proxy::GrpcProxy> grpc_;
  std::unique_ptr<http::Server> http_;
};

}  // namespace hecha::gateway
