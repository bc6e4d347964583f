#include "gateway/http/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <utility>

#include "absl/time/clock.h"

namespace hecha::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::error_code;

constexpr int kTooManyRequests = 429;
constexpr size_t kFirstRead = 4096;
// What the kernel holds for a client that does not read; left to itself, it is megabytes.
constexpr int kSendBuffer = 128 * 1024;
constexpr size_t kReadAhead = 64 * 1024;
constexpr size_t kMostLingeringBytes = 4 * 1024 * 1024;
constexpr absl::Duration kLinger = absl::Seconds(2);

std::string Lower(beast::string_view text) {
  std::string lower(text.data(), text.size());
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower;
}

// The request without its body.
template <class Head>
Request RequestOf(const Head& head, const std::string& peer) {
  Request request;
  request.method.assign(head.method_string().data(), head.method_string().size());
  const std::string_view target(head.target().data(), head.target().size());
  const size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
  for (const auto& field : head) {
    request.headers.emplace_back(Lower(field.name_string()),
                                 std::string(field.value().data(), field.value().size()));
  }
  request.peer = peer;
  return request;
}

// What every answer carries; a page that needs more says so in its own header.
constexpr std::pair<const char*, const char*> kSecurityHeaders[] = {
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

// Answers with a 500 when the last copy of a Respond is dropped unused.
class Reply {
 public:
  Reply(Visitor visitor, std::string accept_language)
      : visitor_(std::move(visitor)), accept_language_(std::move(accept_language)) {}
  ~Reply() {
    if (!sent_) Send(visitor_.shared().options.refuse(500, accept_language_));
  }

  void Send(Response response) {
    if (sent_.exchange(true)) return;
    visitor_.Post([response = std::move(response)](Connection& connection) mutable {
      connection.Answer(std::move(response));
    });
  }

 private:
  const Visitor visitor_;
  const std::string accept_language_;
  std::atomic<bool> sent_ = false;
};

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared)
    : stream_(std::move(socket)),
      shared_(std::move(shared)),
      buffer_(shared_->options.max_header_bytes + kReadAhead) {
  error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  stream_.socket().set_option(asio::socket_base::send_buffer_size(kSendBuffer), ignored);
  AwaitClient();
  const auto endpoint = stream_.socket().remote_endpoint(ignored);
  if (!ignored) peer_ = endpoint.address().to_string();
}

void Connection::Start() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->AwaitRequest(); });
}

void Connection::TurnAway() {
  turned_away_ = true;
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->Refuse(503); });
}

void Connection::Retire() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->Close();
  });
}

void Connection::Evict() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->WaitsSince() <= absl::Now()) self->Close();
  });
}

void Connection::AwaitClient() { waits_since_ = absl::ToUnixNanos(absl::Now()); }

void Connection::LetClientWait() { waits_since_ = absl::ToUnixNanos(absl::InfiniteFuture()); }

void Connection::AwaitRequest() {
  const ServerOptions& options = shared_->options;
  AwaitClient();
  if (buffer_.size() > 0) return ReadHeader();
  if (shared_->draining) return Close();
  idle_ = true;
  // A new connection came to ask: it is given less time to begin than one that was served.
  const absl::Duration patience = first_ ? options.header_timeout : options.idle_timeout;
  first_ = false;
  stream_.expires_after(absl::ToChronoNanoseconds(patience));
  stream_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](error_code error, size_t n) {
                            self->idle_ = false;
                            if (error) return self->Close();
                            self->buffer_.commit(n);
                            self->ReadHeader();
                          });
}

void Connection::ReadHeader() {
  const ServerOptions& options = shared_->options;
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(options.max_header_bytes));
  // What kind of body it is shows with the header; ReadWholeBody has a limit of its own.
  parser_->body_limit(std::max<uint64_t>(options.max_body_bytes, options.max_stream_bytes));
  // One expiry for the whole header, however many reads it takes: Beast moves it for nobody.
  stream_.expires_after(absl::ToChronoNanoseconds(options.header_timeout));
  beast::http::async_read_header(stream_, buffer_, *parser_,
                                 [self = shared_from_this()](error_code error, size_t) {
                                   if (error) return self->Fail(error);
                                   self->ReadBody();
                                 });
}

void Connection::ReadBody() {
  head_ = parser_->get().method() == beast::http::verb::head;
  keep_alive_ = parser_->get().keep_alive();
  Request request = RequestOf(parser_->get(), peer_);
  // Origin form only (RFC 9112 section 3.2.1): the server is nobody's forward proxy.
  if (!request.path.starts_with('/')) return Refuse(400);
  if (shared_->options.streams(request)) return DispatchStream(std::move(request));
  const ServerOptions& options = shared_->options;
  const size_t limit =
      options.large(request) ? options.max_large_body_bytes : options.max_body_bytes;
  if (parser_->content_length().value_or(0) > limit) return Refuse(413);
  parser_->body_limit(limit);
  ReadWholeBody();
}

void Connection::ReadWholeBody() {
  AwaitClient();
  stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.body_timeout));
  const bool expects = beast::iequals(parser_->get()[beast::http::field::expect], "100-continue");
  if (!expects || parser_->is_done()) return ReadRest();
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = shared_from_this()](error_code error, size_t) {
                      if (error) return self->Close();
                      self->ReadRest();
                    });
}

void Connection::ReadRest() {
  if (parser_->is_done()) {
    HoldBody(0);
    Request request = RequestOf(parser_->get(), peer_);
    request.body = std::move(parser_->get().body());
    parser_.reset();
    return Dispatch(std::move(request));
  }
  beast::http::async_read_some(stream_, buffer_, *parser_,
                               [self = shared_from_this()](error_code error, size_t) {
                                 if (error) return self->Fail(error);
                                 // What came while it was closed holds nothing any more.
                                 if (!self->stream_.socket().is_open()) return;
                                 self->HoldBody(self->parser_->get().body().size());
                                 self->ReadRest();
                               });
}

void Connection::HoldBody(size_t bytes) {
  const int64_t more = static_cast<int64_t>(bytes) - static_cast<int64_t>(held_.load());
  const int64_t all = shared_->bodies_bytes.fetch_add(more) + more;
  held_ = bytes;
  if (more > 0 && all > static_cast<int64_t>(shared_->options.max_bodies_bytes)) EvictSlowestBody();
}

void Connection::EvictSlowestBody() {
  Connection* slowest = nullptr;
  absl::MutexLock lock(&shared_->mutex);
  for (const auto& [key, connection] : shared_->connections) {
    if (connection->held_ == 0) continue;
    if (slowest == nullptr || connection->WaitsSince() < slowest->WaitsSince()) slowest = key;
  }
  // Whoever let go meanwhile has made the room.
  const auto most = static_cast<int64_t>(shared_->options.max_bodies_bytes);
  if (slowest != nullptr && shared_->bodies_bytes > most) slowest->Evict();
}

void Connection::Dispatch(Request request) {
  stream_.expires_never();
  LetClientWait();
  auto reply = std::make_shared<Reply>(Visitor(shared_, weak_from_this()),
                                       std::string(request.Header("accept-language")));
  shared_->handler(std::move(request),
                   [reply](Response response) { reply->Send(std::move(response)); });
}

void Connection::Answer(Response response) {
  if (response.status != kTooManyRequests) return Write(std::move(response));
  const absl::Time now = absl::Now();
  const absl::Time when = std::max(now, next_refusal_);
  next_refusal_ = when + shared_->options.refusal_period;
  if (when == now || shared_->draining) return Write(std::move(response));
  // Whoever is told to come back later gives place to a newcomer.
  AwaitClient();
  refusal_.emplace(stream_.get_executor(), absl::ToChronoNanoseconds(when - now));
  refusal_->async_wait(
      [self = shared_from_this(), response = std::move(response)](error_code error) mutable {
        if (!error) self->Write(std::move(response));
      });
}

void Connection::Write(Response response) {
  AwaitClient();
  if (shared_->draining) keep_alive_ = false;
  // A body that nobody asked for to its end leaves nothing to go on with.
  if (incoming_.has_value() && !incoming_->parser.is_done()) {
    keep_alive_ = false;
    unread_ = true;
  }
  incoming_.reset();
  if (response.stream != nullptr) return WriteStream(std::move(response));
  response_ = Message();
  SetHeader(response, response_);
  response_.keep_alive(keep_alive_);
  response_.body() = std::move(response.body);
  response_.prepare_payload();
  if (head_) response_.body().clear();

  stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.write_timeout));
  beast::http::async_write(stream_, response_,
                           [self = shared_from_this()](error_code error, size_t) {
                             if (error) return self->Close();
                             self->Finish();
                           });
}

void Connection::SetHeader(Response& response, beast::http::response_header<>& header) const {
  header.version(11);
  header.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : kSecurityHeaders) header.set(name, value);
  header.set(beast::http::field::date,
             absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(), absl::UTCTimeZone()));
  if (!response.body.empty() || response.stream != nullptr) {
    header.set(beast::http::field::content_type, response.content_type);
  }
  for (auto& [name, value] : response.headers) {
    // Set-Cookie may come twice; every other name once.
    if (beast::iequals(name, "set-cookie")) {
      header.insert(name, value);
    } else {
      header.set(name, value);
    }
  }
}

void Connection::Finish() {
  if (keep_alive_) return AwaitRequest();
  unread_ || buffer_.size() > 0 ? Linger() : Close();
}

void Connection::Linger() {
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(absl::ToChronoNanoseconds(kLinger));
  auto rest = std::make_shared<std::pair<std::array<char, 8192>, size_t>>();
  auto drop = [self = shared_from_this(), rest](auto& again, error_code error, size_t n) -> void {
    rest->second += n;
    if (error || rest->second > kMostLingeringBytes) return self->Close();
    self->stream_.async_read_some(asio::buffer(rest->first),
                                  [again](error_code e, size_t m) mutable { again(again, e, m); });
  };
  drop(drop, {}, 0);
}

void Connection::Refuse(int status) {
  HoldBody(0);
  keep_alive_ = false;
  unread_ = true;
  std::string_view language;
  if (parser_.has_value() && parser_->is_header_done()) {
    const auto value = parser_->get()[beast::http::field::accept_language];
    language = {value.data(), value.size()};
  }
  Write(shared_->options.refuse(status, language));
}

void Connection::Fail(const error_code& error) {
  using HttpError = beast::http::error;
  if (error == HttpError::body_limit) return Refuse(413);
  if (error == HttpError::header_limit || error == HttpError::buffer_overflow) return Refuse(431);
  const bool malformed = error.category() == beast::http::make_error_code(HttpError{}).category() &&
                         error != HttpError::end_of_stream && error != HttpError::partial_message;
  if (malformed) return Refuse(400);
  // Out of time, or gone: there is nobody to answer.
  Close();
}

void Connection::Close() {
  HoldBody(0);
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
  if (refusal_.has_value()) refusal_->cancel();
  std::shared_ptr<Connection> self;
  absl::MutexLock lock(&shared_->mutex);
  if (const auto it = shared_->connections.find(this); it != shared_->connections.end()) {
    // The last reference goes after the lock.
    self = std::move(it->second);
    shared_->connections.erase(it);
    if (turned_away_) --shared_->turned_away;
  }
}

}  // namespace hecha::http
