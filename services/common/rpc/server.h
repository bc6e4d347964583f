// A Server is one listening gRPC port: the services of a Router, and beside them health
// checking (grpc.health.v1) and reflection.
//
// Safe for concurrent use, but for Shutdown, which is called once.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/rpc/tls.h"

namespace hecha::rpc {

struct ServerOptions {
  // "host:port" (port 0 picks a free one) or "unix:/path". Never a public address: gRPC's
  // own port is for peers (PITFALLS "gRPC").
  std::string listen = "127.0.0.1:0";
  // Mutual TLS; plaintext without.
  std::optional<TlsFiles> tls = {};
};

class Server {
 public:
  // Listens, and reports NOT_SERVING until told otherwise. Unavailable if the address is
  // taken or the TLS files are unusable.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<grpc::Service*>& services);
  // Shuts down without grace if that was not done before.
  ~Server();

  // The port that was bound; 1 for a unix socket.
  int port() const { return port_; }

  // A channel to this server that leaves no packet on any network; released before Shutdown.
  std::shared_ptr<grpc::Channel> InProcess();

  // What health checks are answered from now on, for the process as a whole ("").
  void SetServing(bool serving);

  // Reports NOT_SERVING, takes no new call, and waits for those under way, which are
  // cancelled after `grace`. Returns when every handler has finished, so a handler that
  // never does makes it hang. Not to be called from a signal handler.
  void Shutdown(absl::Duration grace);

 private:
  Server() = default;

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace hecha::rpc
