// One client's connection to the server: reads a request, hands it to the handler, writes the
// response, and again, under the deadlines and bounds of ServerOptions.
//
// Internal to gateway/http. All work happens on the connection's strand.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <unordered_map>

#include "absl/synchronization/mutex.h"
#include "gateway/http/message.h"
#include "gateway/http/server.h"

namespace hecha::http {

class Connection;

// What the connections of a server share. Owned by a shared_ptr because a Respond may be
// called after the server is gone.
struct Shared {
  ServerOptions options;
  Handler handler;
  std::atomic<bool> draining = false;

  absl::Mutex mutex;
  // False once the server's threads have stopped: then nothing may be posted to them.
  bool open ABSL_GUARDED_BY(mutex) = true;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections ABSL_GUARDED_BY(mutex);
  // How many of them are being turned away, and so take nobody's room.
  int turned_away ABSL_GUARDED_BY(mutex) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared);

  // Serves until either side closes.
  void Start();
  // Tells the client that there are too many, and closes. Counted in Shared::turned_away by
  // the caller, until the connection is closed.
  void TurnAway();
  // Closes if no request is in flight; otherwise after it.
  void Retire();

  // Sends the answer to the request in flight; from any thread, while the server is open.
  void Answer(Response response);

 private:
  using Message = boost::beast::http::response<boost::beast::http::string_body>;

  void AwaitRequest();
  void ReadHeader();
  void ReadBody();
  void Dispatch();
  void Write(Response response);
  // Reads and drops what the client still sends, for a moment: closing with bytes unread would
  // reset the connection and take the answer with it.
  void Linger();
  void Refuse(int status);
  void Fail(const boost::beast::error_code& error);
  void Close();

  boost::beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  Message response_;
  std::string peer_;
  bool turned_away_ = false;
  // True while nothing of a next request has arrived.
  bool idle_ = false;
  bool first_ = true;
  // True if the client may still be sending what nobody will read.
  bool unread_ = false;
  bool head_ = false;
  bool keep_alive_ = false;
};

}  // namespace hecha::http
