#include "tests/bench/http_load.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace hecha::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// What the connections of one run share.
struct Run {
  const HttpLoadOptions& options;
  const tcp::resolver::results_type endpoints;
  const Clock::time_point end;
  int64_t requests = 0;
  Measurement measurement;
};

class Connection {
 public:
  Connection(asio::io_context& io, Run& run) : socket_(io), run_(run) {}

  void Open() {
    asio::async_connect(socket_, run_.endpoints, [this](error_code error, const tcp::endpoint&) {
      if (error) return Reopen("connection refused");
      socket_.set_option(tcp::no_delay(true));
      Send();
    });
  }

 private:
  void Send() {
    HttpCall call = run_.options.call(run_.requests++);
    const auto verb = call.body.empty() ? http::verb::get : http::verb::post;
    request_ = {verb, call.target, 11, std::move(call.body)};
    request_.set(http::field::host, run_.options.host);
    if (!run_.options.token.empty())
      request_.set(http::field::authorization, "Bearer " + run_.options.token);
    if (verb == http::verb::post) request_.set(http::field::content_type, "application/json");
    request_.prepare_payload();
    sent_ = Clock::now();
    http::async_write(socket_, request_, [this](error_code error, size_t) {
      if (error) return Reopen("connection lost");
      Receive();
    });
  }

  void Receive() {
    response_.emplace();
    http::async_read(socket_, buffer_, *response_, [this](error_code error, size_t) {
      if (error) return Reopen("connection lost");
      const Clock::time_point now = Clock::now();
      if (now >= run_.end) return;
      if (response_->get().result_int() / 100 == 2) {
        run_.measurement.Acknowledge(now - sent_);
      } else {
        run_.measurement.Refuse(std::to_string(response_->get().result_int()));
      }
      if (response_->keep_alive()) return Send();
      Reset();
      Open();
    });
  }

  void Reopen(const char* why) {
    run_.measurement.Refuse(why);
    Reset();
    if (Clock::now() < run_.end) Open();
  }

  void Reset() {
    error_code ignored;
    socket_.close(ignored);
    buffer_.clear();
  }

  tcp::socket socket_;
  Run& run_;
  http::request<http::string_body> request_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> response_;
  Clock::time_point sent_;
};

}  // namespace

Measurement RunHttpLoad(const HttpLoadOptions& options) {
  asio::io_context io(1);
  const auto duration = std::chrono::duration_cast<Clock::duration>(options.duration);
  Run run{options,
          tcp::resolver(io).resolve(options.host, options.port),
          Clock::now() + duration,
          0,
          {}};
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < options.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(io, run));
    connections.back()->Open();
  }
  io.run();
  return std::move(run.measurement);
}

}  // namespace hecha::bench
