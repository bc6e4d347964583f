// One client's connection to the server: reads a request, hands it to the handler, writes the
// response, and again, under the deadlines and bounds of ServerOptions.
//
// Internal to gateway/http. All work happens on the connection's strand.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <unordered_map>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
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
  // What is there of bodies that are being read.
  std::atomic<int64_t> bodies_bytes = 0;

  absl::Mutex mutex;
  // False once the server's threads have stopped: then nothing may be posted to them.
  bool open ABSL_GUARDED_BY(mutex) = true;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections ABSL_GUARDED_BY(mutex);
  // How many of them are being turned away, and so take nobody's room.
  int turned_away ABSL_GUARDED_BY(mutex) = 0;
};

// Somebody who may speak to a connection from any thread, as long as it and its server are there.
class Visitor {
 public:
  Visitor(std::shared_ptr<Shared> shared, std::weak_ptr<Connection> connection)
      : shared_(std::move(shared)), connection_(std::move(connection)) {}

  // Calls `visit(Connection&)` on the connection's strand, soon; false if it is gone.
  template <class Visit>
  bool Post(Visit visit) const;

  const Shared& shared() const { return *shared_; }

 private:
  std::shared_ptr<Shared> shared_;
  std::weak_ptr<Connection> connection_;
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
  // Closes if its client is still waited for.
  void Evict();
  // Since when its client has been waited for, to send or to read; far in the future while it is
  // the client who waits. On any thread.
  absl::Time WaitsSince() const { return absl::FromUnixNanos(waits_since_); }

  // Sends the answer to the request in flight; on the strand.
  void Answer(Response response);

 private:
  friend class Visitor;
  friend class IncomingBody;
  using Message = boost::beast::http::response<boost::beast::http::string_body>;
  using BufferBody = boost::beast::http::buffer_body;
  using TakePiece = std::function<void(absl::StatusOr<std::string>)>;

  void AwaitRequest();
  void ReadHeader();
  void ReadBody();
  void ReadWholeBody();
  void ReadRest();
  // Counts what is there of the body; others give way where it is too much together.
  void HoldBody(size_t bytes);
  void EvictSlowestBody();
  void Dispatch(Request request);
  void Write(Response response);
  void SetHeader(Response& response, boost::beast::http::response_header<>& header) const;
  void Finish();

  // A streamed request (connection_stream.cc): its body is read as its pieces are asked for.
  void DispatchStream(Request request);
  void ReadPiece(TakePiece take);
  void FillPiece(TakePiece take);
  void FailPiece(const boost::beast::error_code& error, const TakePiece& take);
  // A streamed response: the next piece is asked for when the one before is on its way.
  void WriteStream(Response response);
  void AwaitPiece();
  void WritePiece(absl::StatusOr<std::string> piece);
  // Until when the next step of a stream may take.
  void LimitStep();
  // Reads and drops what the client still sends, for a moment: closing with bytes unread would
  // reset the connection and take the answer with it.
  void Linger();
  // Whose turn it is: the client's to send or read, or ours.
  void AwaitClient();
  void LetClientWait();
  void Refuse(int status);
  void Fail(const boost::beast::error_code& error);
  void Close();

  boost::beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  Message response_;
  // While a body is streamed.
  struct Incoming {
    explicit Incoming(boost::beast::http::request_parser<boost::beast::http::string_body>&& header)
        : parser(std::move(header)) {}

    boost::beast::http::request_parser<BufferBody> parser;
    std::string piece;
  };
  std::optional<Incoming> incoming_;
  struct Outgoing {
    std::shared_ptr<BodyStream> stream;
    boost::beast::http::response<BufferBody> message;
    std::optional<boost::beast::http::response_serializer<BufferBody>> serializer;
    std::string piece;
  };
  std::optional<Outgoing> outgoing_;
  absl::Time stream_deadline_;
  std::string peer_;
  std::atomic<int64_t> waits_since_;
  std::atomic<size_t> held_ = 0;
  // When the next refusal may go out, and what waits for that.
  absl::Time next_refusal_ = absl::InfinitePast();
  std::optional<boost::asio::steady_timer> refusal_;
  bool turned_away_ = false;
  // True while nothing of a next request has arrived.
  bool idle_ = false;
  bool first_ = true;
  // True if the client may still be sending what nobody will read.
  bool unread_ = false;
  bool head_ = false;
  bool keep_alive_ = false;
};

template <class Visit>
bool Visitor::Post(Visit visit) const {
  // Held to the end: the server must not go while this thread has hold of a connection.
  absl::ReaderMutexLock lock(&shared_->mutex);
  if (!shared_->open) return false;
  std::shared_ptr<Connection> connection = connection_.lock();
  if (connection == nullptr) return false;
  auto& stream = connection->stream_;
  boost::asio::post(stream.get_executor(),
                    [connection = std::move(connection), visit = std::move(visit)]() mutable {
                      visit(*connection);
                    });
  return true;
}

}  // namespace hecha::http
