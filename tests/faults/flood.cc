// An open loop of HTTP posts: requests leave by the clock, whether or not earlier ones were
// answered, as in a flood. Prints one JSON object of what came back.
//
//   flood --gateway=HOST:PORT --target=/v1/reports --rate=5000 --seconds=10 --body='{… @N@ …}'
#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "tests/bench/measurement.h"

ABSL_FLAG(std::string, gateway, "127.0.0.1:8080", "HOST:PORT of the gateway's HTTP");
ABSL_FLAG(std::string, target, "/v1/reports", "path that is posted to");
ABSL_FLAG(std::string, body, "{}", "body; @N@ becomes the request's number");
ABSL_FLAG(std::string, token, "", "session of the caller; empty: a citizen");
ABSL_FLAG(double, rate, 1000, "requests a second");
ABSL_FLAG(double, seconds, 10, "how long");
ABSL_FLAG(double, warm_up, 0,
          "seconds at first, in which connections are made; what is due in them is told apart");
ABSL_FLAG(int, connections, 1000, "connections at most; a request that finds none is not sent");
ABSL_FLAG(std::string, answers, "", "file that takes the body of every acknowledgement");

namespace hecha::faults {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using bench::Clock;
using bench::Measurement;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// How long an answer may take after the last request left.
constexpr std::chrono::seconds kPatience(30);

struct Tally {
  Measurement warming_up;
  Measurement acknowledged;
  // Latencies of refusals, as acknowledged by a 429 or 503.
  Measurement refused;
  std::map<int, int64_t> codes;
  int64_t without_retry_after = 0;
  int64_t lost = 0;
  int64_t unsent = 0;
};

class Connection;

struct Flood {
  asio::io_context io{1};
  const Clock::time_point began = Clock::now();
  const Clock::time_point warm_from =
      began + std::chrono::duration_cast<Clock::duration>(
                  std::chrono::duration<double>(absl::GetFlag(FLAGS_warm_up)));
  tcp::resolver::results_type endpoints;
  std::string host;
  Tally tally;
  std::ofstream answers;
  std::vector<std::unique_ptr<Connection>> connections;
  std::vector<Connection*> idle;
  int64_t sent = 0;
  int64_t answered = 0;
};

std::string BodyOf(int64_t number) {
  std::string body = absl::GetFlag(FLAGS_body);
  const size_t mark = body.find("@N@");
  if (mark != std::string::npos) body.replace(mark, 3, std::to_string(number));
  return body;
}

class Connection {
 public:
  explicit Connection(Flood& flood) : socket_(flood.io), flood_(flood) {}

  void Post(Clock::time_point due) {
    due_ = due;
    request_ = {http::verb::post, absl::GetFlag(FLAGS_target), 11};
    request_.set(http::field::host, flood_.host);
    request_.set(http::field::content_type, "application/json");
    const std::string token = absl::GetFlag(FLAGS_token);
    if (!token.empty()) request_.set(http::field::authorization, "Bearer " + token);
    request_.body() = BodyOf(flood_.sent++);
    request_.prepare_payload();
    if (socket_.is_open()) return Write();
    asio::async_connect(socket_, flood_.endpoints, [this](error_code error, const tcp::endpoint&) {
      if (error) return Lose();
      socket_.set_option(tcp::no_delay(true));
      Write();
    });
  }

 private:
  void Write() {
    http::async_write(socket_, request_, [this](error_code error, size_t) {
      if (error) return Lose();
      Read();
    });
  }

  void Read() {
    response_.emplace();
    http::async_read(socket_, buffer_, *response_, [this](error_code error, size_t) {
      if (error) return Lose();
      Count(response_->get());
      if (!response_->keep_alive()) Close();
      Rest();
    });
  }

  void Count(const http::response<http::string_body>& response) {
    Tally& tally = flood_.tally;
    const int code = static_cast<int>(response.result_int());
    ++tally.codes[code];
    if (code / 100 == 2) {
      (due_ < flood_.warm_from ? tally.warming_up : tally.acknowledged)
          .Acknowledge(Clock::now() - due_);
      flood_.answers << response.body() << '\n';
      return;
    }
    tally.refused.Acknowledge(Clock::now() - due_);
    if (response.find(http::field::retry_after) == response.end()) ++tally.without_retry_after;
  }

  void Lose() {
    ++flood_.tally.lost;
    Close();
    Rest();
  }

  void Close() {
    error_code ignored;
    socket_.close(ignored);
    buffer_.clear();
  }

  void Rest() {
    ++flood_.answered;
    flood_.idle.push_back(this);
  }

  tcp::socket socket_;
  Flood& flood_;
  http::request<http::string_body> request_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> response_;
  Clock::time_point due_;
};

// Sends what is due at every turn of the clock.
class Pace {
 public:
  explicit Pace(Flood& flood) : flood_(flood), timer_(flood.io) {}

  void Turn() {
    const std::chrono::duration<double> elapsed = Clock::now() - flood_.began;
    const double seconds = absl::GetFlag(FLAGS_seconds);
    const double rate = absl::GetFlag(FLAGS_rate);
    const auto due = static_cast<int64_t>(std::min(elapsed.count(), seconds) * rate);
    for (; asked_ < due; ++asked_) SendOne(flood_.began + AtRate(rate, asked_ + 1));
    if (elapsed.count() > seconds && flood_.answered == flood_.sent) return flood_.io.stop();
    if (elapsed.count() > seconds + kPatience.count()) return flood_.io.stop();
    timer_.expires_after(std::chrono::milliseconds(1));
    timer_.async_wait([this](error_code) { Turn(); });
  }

 private:
  static Clock::duration AtRate(double rate, int64_t number) {
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(static_cast<double>(number) / rate));
  }

  void SendOne(Clock::time_point due) {
    if (flood_.idle.empty()) {
      if (flood_.connections.size() >= static_cast<size_t>(absl::GetFlag(FLAGS_connections))) {
        ++flood_.tally.unsent;
        return;
      }
      flood_.connections.push_back(std::make_unique<Connection>(flood_));
      flood_.idle.push_back(flood_.connections.back().get());
    }
    Connection* connection = flood_.idle.back();
    flood_.idle.pop_back();
    connection->Post(due);
  }

  Flood& flood_;
  asio::steady_timer timer_;
  int64_t asked_ = 0;
};

std::string ToJson(const Flood& flood) {
  const Tally& tally = flood.tally;
  std::vector<std::string> codes;
  for (const auto& [code, count] : tally.codes)
    codes.push_back(fmt::format("\"{}\":{}", code, count));
  return fmt::format(
      R"({{"sent":{},"unsent":{},"lost":{},"acknowledged":{},"codes":{{{}}},)"
      R"("withoutRetryAfter":{},"p50Ms":{:.2f},"p99Ms":{:.2f},"warmUp":{},"warmUpP99Ms":{:.2f},)"
      R"("refusedP50Ms":{:.2f},"refusedP99Ms":{:.2f}}})",
      flood.sent, tally.unsent, tally.lost + flood.sent - flood.answered,
      tally.warming_up.acknowledged() + tally.acknowledged.acknowledged(), fmt::join(codes, ","),
      tally.without_retry_after, tally.acknowledged.Milliseconds(0.5),
      tally.acknowledged.Milliseconds(0.99), tally.warming_up.acknowledged(),
      tally.warming_up.Milliseconds(0.99), tally.refused.Milliseconds(0.5),
      tally.refused.Milliseconds(0.99));
}

int Main() {
  Flood flood;
  const std::string gateway = absl::GetFlag(FLAGS_gateway);
  const size_t colon = gateway.rfind(':');
  flood.host = gateway.substr(0, colon);
  flood.endpoints = tcp::resolver(flood.io).resolve(flood.host, gateway.substr(colon + 1));
  flood.answers.open(absl::GetFlag(FLAGS_answers));
  Pace pace(flood);
  pace.Turn();
  flood.io.run();
  fmt::print("{}\n", ToJson(flood));
  return 0;
}

}  // namespace
}  // namespace hecha::faults

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return hecha::faults::Main();
}
