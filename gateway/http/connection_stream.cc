// What a connection does with bodies that come and go in pieces.
#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/http/connection.h"
#include "services/common/base/refusal.h"

namespace hecha::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::error_code;

absl::Status Cut() { return absl::CancelledError("the client is gone, or too slow"); }

}  // namespace

// The body of a streamed request, as its handler sees it.
class IncomingBody : public BodyStream {
 public:
  explicit IncomingBody(Visitor connection) : connection_(std::move(connection)) {}

  void Next(Connection::TakePiece done) override {
    const bool there = connection_.Post(
        [done](Connection& connection) mutable { connection.ReadPiece(std::move(done)); });
    if (!there) done(Cut());
  }

 private:
  const Visitor connection_;
};

void Connection::LimitStep() {
  const absl::Time limit = std::min(stream_deadline_, absl::Now() + shared_->options.piece_timeout);
  stream_.expires_after(absl::ToChronoNanoseconds(limit - absl::Now()));
}

void Connection::DispatchStream(Request request) {
  const bool expects = beast::iequals(parser_->get()[beast::http::field::expect], "100-continue");
  incoming_.emplace(std::move(*parser_));
  parser_.reset();
  stream_deadline_ = absl::Now() + shared_->options.stream_timeout;
  request.stream = std::make_shared<IncomingBody>(Visitor(shared_, weak_from_this()));
  if (!expects) return Dispatch(std::move(request));
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  LimitStep();
  asio::async_write(
      stream_, asio::buffer(kContinue),
      [self = shared_from_this(), request = std::move(request)](error_code error, size_t) mutable {
        if (error) return self->Close();
        self->Dispatch(std::move(request));
      });
}

void Connection::ReadPiece(TakePiece take) {
  // Answered already: there is nothing left to read.
  if (!incoming_.has_value()) return take(Cut());
  incoming_->piece.resize(kPieceBytes);
  auto& body = incoming_->parser.get().body();
  body.data = incoming_->piece.data();
  body.size = incoming_->piece.size();
  body.more = true;
  AwaitClient();
  LimitStep();
  FillPiece(std::move(take));
}

void Connection::FillPiece(TakePiece take) {
  auto& body = incoming_->parser.get().body();
  if (incoming_->parser.is_done() || body.size == 0) {
    stream_.expires_never();
    LetClientWait();
    incoming_->piece.resize(kPieceBytes - body.size);
    return take(std::exchange(incoming_->piece, {}));
  }
  beast::http::async_read_some(
      stream_, buffer_, incoming_->parser,
      [self = shared_from_this(), take = std::move(take)](error_code error, size_t) mutable {
        // The piece is full, which FillPiece sees for itself.
        if (error == beast::http::error::need_buffer) error = {};
        if (!error) return self->FillPiece(std::move(take));
        self->FailPiece(error, take);
      });
}

void Connection::FailPiece(const error_code& error, const TakePiece& take) {
  if (error == beast::http::error::body_limit) {
    return take(
        RefuseField("BODY_TOO_LARGE", "body", "请求内容过大", "the request body is too large"));
  }
  Close();
  take(Cut());
}

void Connection::WriteStream(Response response) {
  outgoing_.emplace();
  Outgoing& out = *outgoing_;
  SetHeader(response, out.message);
  out.stream = std::move(response.stream);
  out.message.keep_alive(keep_alive_);
  if (response.length.has_value()) {
    out.message.content_length(*response.length);
  } else {
    out.message.chunked(true);
  }
  out.message.body().more = true;
  out.serializer.emplace(out.message);
  stream_deadline_ = absl::Now() + shared_->options.stream_timeout;
  LimitStep();
  beast::http::async_write_header(stream_, *out.serializer,
                                  [self = shared_from_this()](error_code error, size_t) {
                                    if (error) return self->Close();
                                    if (!self->head_) return self->AwaitPiece();
                                    self->outgoing_.reset();
                                    self->Finish();
                                  });
}

void Connection::AwaitPiece() {
  stream_.expires_never();
  LetClientWait();
  outgoing_->stream->Next(
      [visitor = Visitor(shared_, weak_from_this())](absl::StatusOr<std::string> piece) {
        visitor.Post([piece = std::move(piece)](Connection& connection) mutable {
          connection.WritePiece(std::move(piece));
        });
      });
}

void Connection::WritePiece(absl::StatusOr<std::string> piece) {
  // The client counts on what was announced: it sees the cut.
  if (!piece.ok()) return Close();
  Outgoing& out = *outgoing_;
  out.piece = *std::move(piece);
  const bool last = out.piece.empty();
  auto& body = out.message.body();
  body.data = last ? nullptr : out.piece.data();
  body.size = out.piece.size();
  body.more = !last;
  AwaitClient();
  LimitStep();
  beast::http::async_write(stream_, *out.serializer,
                           [self = shared_from_this(), last](error_code error, size_t) {
                             if (error == beast::http::error::need_buffer) error = {};
                             if (error) return self->Close();
                             if (!last) return self->AwaitPiece();
                             self->outgoing_.reset();
                             self->Finish();
                           });
}

}  // namespace hecha::http
