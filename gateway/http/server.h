// An asynchronous HTTP/1.1 server that a slow, large or numerous client cannot take down:
// every phase of a request has a total deadline, every size and the number of connections a
// bound.
//
//   server = Server::Start({.address = "127.0.0.1:0"}, handler)
//   ...
//   server->Drain(absl::Seconds(10));
//
// Requests of one connection are handled one after another (keep-alive, pipelining).
// Safe for concurrent use.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/http/message.h"

namespace hecha::http {

struct ServerOptions {
  // "HOST:PORT"; port 0 picks one.
  std::string address = "127.0.0.1:0";
  int threads = 2;
  // A connection beyond these takes the place of the one whose client was waited for longest, to
  // send, to read or to come back later; it waits until one was for so long. If every client is
  // being served, it is told 503 and closed at once.
  int max_connections = 1024;
  absl::Duration least_patience = absl::Seconds(1);
  size_t max_header_bytes = 16 * 1024;
  size_t max_body_bytes = 1024 * 1024;
  // Whether the body of a request, of which only the header is there, may be large: as large as
  // this.
  std::function<bool(const Request& head)> large = [](const Request&) { return false; };
  size_t max_large_body_bytes = 9 * 1024 * 1024;
  // Of all bodies that are being read together. Beyond, the client that is the slowest with its own
  // gives way: nobody has asked yet who it is.
  size_t max_bodies_bytes = 256 * 1024 * 1024;
  // Whether the body of a request, of which only the header is there, is handed on in pieces.
  std::function<bool(const Request& head)> streams = [](const Request&) { return false; };
  // Of a body that is.
  uint64_t max_stream_bytes = uint64_t{1} << 30;
  // From a request's first byte to the end of its header; also from the accept to that byte.
  absl::Duration header_timeout = absl::Seconds(10);
  // From the end of the header to the end of the body.
  absl::Duration body_timeout = absl::Seconds(20);
  // From one piece of a streamed body to the next, in either direction; and for all of them.
  absl::Duration piece_timeout = absl::Seconds(30);
  absl::Duration stream_timeout = absl::Minutes(15);
  // To take the whole response.
  absl::Duration write_timeout = absl::Seconds(30);
  // Between two requests of a kept-alive connection.
  absl::Duration idle_timeout = absl::Seconds(60);
  // A connection is answered 429 at once, and then no more often than this: one that comes again
  // sooner waits for the next, unless it is served. So a flood of refusals costs no more than its
  // connections do.
  absl::Duration refusal_period = absl::Seconds(3);
  // Makes the answer to a request that never reaches the handler: 400, 413, 431, 500, 503.
  std::function<Response(int status, std::string_view accept_language)> refuse =
      [](int status, std::string_view) {
        return Response{.status = status, .content_type = "text/plain", .headers = {}, .body = ""};
      };
};

class Server {
 public:
  // Listens, and serves on threads of its own. Unavailable if the address is taken;
  // InvalidArgument if it is no address.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler);
  // Cuts what is still open. A Respond that comes later does nothing.
  ~Server();

  // The port it listens on.
  int port() const;

  // Accepts no more, closes idle connections, lets requests in flight finish, each as the
  // last of its connection. Returns when none is left, or after `grace`.
  void Drain(absl::Duration grace);

 private:
  struct Core;
  explicit Server(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace hecha::http
