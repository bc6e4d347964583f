#include "gateway/edge.h"

#include <thread>
#include <utility>

#include "gateway/transcoding/error.h"
#include "services/common/base/status_macros.h"

namespace hecha::gateway {

absl::StatusOr<std::unique_ptr<Edge>> Edge::Start(EdgeOptions options,
                                                  proxy::SessionSource sessions,
                                                  const security::ActorIssuer& issuer,
                                                  rpc::Executor& executor,
                                                  telemetry::Metrics& metrics) {
  RETURN_IF_ERROR(proxy::Backends(options.backends).CheckServes(options.services));
  ASSIGN_OR_RETURN(transcoding::RouteTable routes,
                   transcoding::RouteTable::Build(options.services));
  console::StaticFiles files = console::StaticFiles::Embedded();
  if (!options.console_directory.empty()) {
    ASSIGN_OR_RETURN(files, console::StaticFiles::Load(options.console_directory));
  }
  std::unique_ptr<Edge> edge(new Edge(options, std::move(routes), std::move(files),
                                      std::move(sessions), issuer, executor, metrics));
  ASSIGN_OR_RETURN(edge->grpc_, proxy::GrpcProxy::Start(options.grpc, options.services,
                                                        edge->dispatcher_, metrics));
  options.http.refuse = transcoding::RefusedByServer;
  options.http.streams = [transcoder = &edge->transcoder_](const http::Request& head) {
    return transcoder->Streams(head);
  };
  options.http.large = [transcoder = &edge->transcoder_](const http::Request& head) {
    return transcoder->MayBeLarge(head);
  };
  ASSIGN_OR_RETURN(edge->http_, http::Server::Start(
                                    options.http, [front = &edge->front_](http::Request request,
                                                                          http::Respond respond) {
                                      front->Handle(std::move(request), std::move(respond));
                                    }));
  return edge;
}

Edge::Edge(const EdgeOptions& options, transcoding::RouteTable routes, console::StaticFiles files,
           proxy::SessionSource sessions, const security::ActorIssuer& issuer,
           rpc::Executor& executor, telemetry::Metrics& metrics)
    : routes_(std::move(routes)),
      backends_(options.backends),
      dispatcher_(backends_, sessions, issuer, executor, options.dispatch),
      transcoder_(routes_, dispatcher_, metrics, options.messages, options.transcode),
      news_(options.news),
      changes_(news_, std::move(sessions), executor),
      front_(routes_, transcoder_, changes_, backends_, std::move(files)) {}

Edge::~Edge() = default;

void Edge::Drain(absl::Duration grace) {
  news_.Close();
  // Both at once: each may need all of the time.
  std::thread native([&] { grpc_->Shutdown(grace); });
  http_->Drain(grace);
  native.join();
}

}  // namespace hecha::gateway
