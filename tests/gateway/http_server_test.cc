// The HTTP server against clients that are slow, large, numerous or malformed, over real
// sockets. Timeouts are shortened; what is asserted is that the server ends it, not when.
#include "gateway/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/gateway/http_fixture.h"
#include "tests/gateway/raw_client.h"
#include "tests/testing/status_matchers.h"

namespace hecha::http {
namespace {

ServerOptions ShortTimeouts() {
  ServerOptions options;
  options.header_timeout = absl::Milliseconds(200);
  options.body_timeout = absl::Milliseconds(200);
  options.write_timeout = absl::Milliseconds(200);
  options.idle_timeout = absl::Milliseconds(200);
  return options;
}

// Sends one byte every 20 ms until the peer is gone; false if it is still there after 5 s.
bool CutWhileDripping(RawClient& client, std::string_view byte) {
  const absl::Time limit = absl::Now() + absl::Seconds(5);
  while (absl::Now() < limit) {
    if (!client.Send(byte)) return true;
    if (client.AwaitClose(absl::Milliseconds(20))) return true;
  }
  return false;
}

TEST(HttpServer, AnswersRequestAfterRequestOnOneConnection) {
  const auto server = StartServer();
  RawClient client(server->port());
  const RawResponse first = client.Ask("GET", "/v1/leads?a=1&b=%20");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.headers.at("x-path"), "/v1/leads");
  EXPECT_EQ(first.headers.at("x-query"), "a=1&b=%20");
  EXPECT_EQ(client.Ask("POST", "/v1/leads", "线索").body, "POST 线索");
  EXPECT_EQ(client.Ask("PATCH", "/v1/leads", "x").body, "PATCH x");
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  const auto server = StartServer();
  RawClient client(server->port());
  client.Send(
      "GET /a HTTP/1.1\r\nHost: t\r\n\r\nPOST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi"
      "GET /c HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.Read().headers.at("x-path"), "/a");
  EXPECT_EQ(client.Read().body, "POST hi");
  EXPECT_EQ(client.Read().headers.at("x-path"), "/c");
}

TEST(HttpServer, AnswersHeadWithLengthAndWithoutBody) {
  const auto server = StartServer();
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("HEAD", "/").headers.at("content-length"), "5");
  EXPECT_EQ(client.Ask("GET", "/after").headers.at("x-path"), "/after");
}

TEST(HttpServer, EveryAnswerCarriesSecurityHeaders) {
  const auto server = StartServer();
  RawClient client(server->port());
  const RawResponse response = client.Ask("GET", "/");
  EXPECT_EQ(response.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(response.headers.at("x-frame-options"), "DENY");
  EXPECT_NE(response.headers.at("content-security-policy").find("default-src 'none'"),
            std::string::npos);
  EXPECT_EQ(response.headers.at("cache-control"), "no-store");
}

TEST(HttpServer, CutsAClientThatDripsItsHeader) {
  const auto server = StartServer(ShortTimeouts());
  RawClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nX: ");
  EXPECT_TRUE(CutWhileDripping(client, "a"));
}

TEST(HttpServer, CutsAClientThatDripsItsBody) {
  const auto server = StartServer(ShortTimeouts());
  RawClient client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_TRUE(CutWhileDripping(client, "a"));
}

TEST(HttpServer, CutsAClientThatSaysNothing) {
  const auto server = StartServer(ShortTimeouts());
  RawClient silent(server->port());
  EXPECT_TRUE(silent.AwaitClose(absl::Seconds(5)));
  RawClient idle(server->port());
  EXPECT_EQ(idle.Ask("GET", "/").status, 200);
  EXPECT_TRUE(idle.AwaitClose(absl::Seconds(5)));
}

TEST(HttpServer, CutsAClientThatDoesNotReadItsAnswer) {
  absl::Notification gone;
  ServerOptions options = ShortTimeouts();
  const auto server = StartServer(
      options, [](Request, Respond respond) { respond({.body = std::string(64 << 20, 'x')}); });
  RawClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  // Without reading: the server's drain ends only when the connection is gone.
  const absl::Time before = absl::Now();
  server->Drain(absl::Seconds(8));
  EXPECT_LT(absl::Now() - before, absl::Seconds(7));
}

TEST(HttpServer, RefusesAnOversizedBody) {
  ServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = StartServer(options);
  RawClient declared(server->port());
  EXPECT_EQ(declared.Ask("POST", "/", std::string(1001, 'x')).status, 413);
  EXPECT_TRUE(declared.AwaitClose(absl::Seconds(5)));
  RawClient chunked(server->port());
  chunked.Send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
  chunked.Send("3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.Read().status, 413);
  RawClient just(server->port());
  EXPECT_EQ(just.Ask("POST", "/", std::string(1000, 'x')).status, 200);
}

TEST(HttpServer, TakesALargeBodyWhereTheHeaderMayHaveOne) {
  ServerOptions options;
  options.max_body_bytes = 1000;
  options.max_large_body_bytes = 5000;
  options.large = [](const Request& head) { return head.path == "/file"; };
  const auto server = StartServer(options);
  RawClient file(server->port());
  EXPECT_EQ(file.Ask("POST", "/file", std::string(5000, 'x')).status, 200);
  EXPECT_EQ(file.Ask("POST", "/file", std::string(5001, 'x')).status, 413);
  RawClient other(server->port());
  EXPECT_EQ(other.Ask("POST", "/other", std::string(1001, 'x')).status, 413);
}

TEST(HttpServer, RefusesAnEndlessHeader) {
  const auto server = StartServer();
  RawClient client(server->port());
  client.Send("GET / HTTP/1.1\r\n");
  const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
  for (int i = 0; i < 100 && client.Send(line); ++i) {
  }
  EXPECT_EQ(client.Read().status, 431);
}

TEST(HttpServer, RefusesWhatIsNoHttp) {
  const auto server = StartServer();
  for (const char* nonsense :
       {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n", "GET http://elsewhere/ HTTP/1.1\r\nHost: t\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"}) {
    RawClient client(server->port());
    client.Send(nonsense);
    EXPECT_EQ(client.Read().status, 400) << nonsense;
    EXPECT_TRUE(client.AwaitClose(absl::Seconds(5))) << nonsense;
  }
}

TEST(HttpServer, SendsContinueBeforeAnExpectedBody) {
  const auto server = StartServer();
  RawClient client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Send("ok");
  EXPECT_EQ(client.Read().body, "POST ok");
}

TEST(HttpServer, HandsALargeBodyOnInPieces) {
  const auto server = StartServer(Streaming(), TellSizes);
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("PUT", "/", std::string(2 * kPieceBytes + 10, 'x')).body,
            "262144+262144+10+end");
  EXPECT_EQ(client.Ask("PUT", "/", std::string(kPieceBytes, 'x')).body, "262144+end");
  EXPECT_EQ(client.Ask("GET", "/").body, "end");
  client.Send("PUT / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.Send("5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "8+end");
}

TEST(HttpServer, ReadsAStreamedBodyOnlyAsItIsAskedFor) {
  absl::Notification arrived;
  std::shared_ptr<BodyStream> stream;
  Respond answer;
  const auto server = StartServer(Streaming(), [&](Request request, Respond respond) {
    stream = request.stream;
    answer = std::move(respond);
    arrived.Notify();
  });
  RawClient client(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000000\r\n\r\n");
  arrived.WaitForNotification();
  // More than the kernel holds for the server: the client must wait for somebody to read.
  std::atomic<bool> all_sent = false;
  std::thread sender([&] { all_sent = client.Send(std::string(64 << 20, 'x')); });
  answer({.status = 400, .body = "enough"});
  sender.join();
  EXPECT_FALSE(all_sent);
}

TEST(HttpServer, AnswersBeforeTheEndOfAStreamedBody) {
  const auto server = StartServer(
      Streaming(), [](Request, Respond respond) { respond({.status = 404, .body = "nobody's"}); });
  RawClient client(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\nfirst");
  EXPECT_EQ(client.Read().status, 404);
  EXPECT_TRUE(client.AwaitClose(absl::Seconds(5)));
}

TEST(HttpServer, CutsAStreamedBodyThatDrips) {
  ServerOptions options = ShortTimeouts();
  options.piece_timeout = absl::Milliseconds(200);
  const auto server = StartServer(Streaming(options), TellSizes);
  RawClient client(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_TRUE(CutWhileDripping(client, "a"));
}

TEST(HttpServer, BoundsWhatAStreamHolds) {
  ServerOptions options;
  options.max_stream_bytes = 2 << 20;
  const auto server = StartServer(Streaming(options), TellSizes);
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("PUT", "/", std::string((2 << 20) + 1, 'x')).status, 413);
}

// Gives `count` pieces of `size` bytes, or an error in the place of the last.
class Pieces : public BodyStream {
 public:
  Pieces(int count, size_t size, bool fails = false) : left_(count), size_(size), fails_(fails) {}

  void Next(std::function<void(absl::StatusOr<std::string>)> done) override {
    if (left_ == 1 && fails_) return done(absl::UnavailableError("gone"));
    done(left_-- > 0 ? std::string(size_, 'y') : std::string());
  }

 private:
  int left_;
  const size_t size_;
  const bool fails_;
};

TEST(HttpServer, SendsAnAnswerInPieces) {
  const auto server = StartServer({}, [](Request request, Respond respond) {
    const bool fails = request.path == "/fails";
    respond({.stream = std::make_shared<Pieces>(5, 100'000, fails), .length = 500'000});
  });
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("GET", "/").body, std::string(500'000, 'y'));
  EXPECT_EQ(client.Ask("HEAD", "/").headers.at("content-length"), "500000");
  EXPECT_EQ(client.Ask("GET", "/again").body.size(), 500'000u);
  EXPECT_LT(client.Ask("GET", "/fails").body.size(), 500'000u) << "a cut must show";
}

TEST(HttpServer, SendsAnAnswerOfUnknownLengthInChunks) {
  const auto server = StartServer(
      {}, [](Request, Respond respond) { respond({.stream = std::make_shared<Pieces>(2, 3)}); });
  RawClient client(server->port());
  const auto answer = client.Ask("GET", "/");
  EXPECT_EQ(answer.headers.at("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.headers.at("content-type"), "application/json; charset=utf-8");
}

TEST(HttpServer, AnswersForAHandlerThatDropsARequest) {
  const auto server = StartServer({}, [](Request, Respond) {});
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("GET", "/").status, 500);
}

TEST(HttpServer, TakesOnlyTheFirstAnswer) {
  const auto server = StartServer({}, [](Request, Respond respond) {
    respond({.body = "first"});
    respond({.status = 500, .body = "second"});
  });
  RawClient client(server->port());
  EXPECT_EQ(client.Ask("GET", "/").body, "first");
  EXPECT_EQ(client.Ask("GET", "/").body, "first");
}

TEST(HttpServer, DrainLetsARequestInFlightFinish) {
  absl::Notification arrived;
  absl::Notification go_on;
  std::optional<std::thread> worker;
  const auto server = StartServer({}, [&](Request, Respond respond) {
    worker.emplace([&, respond] {
      go_on.WaitForNotification();
      respond({.body = "done"});
    });
    arrived.Notify();
  });
  RawClient idle(server->port());
  RawClient busy(server->port());
  busy.Send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  arrived.WaitForNotification();
  std::thread draining([&] { server->Drain(absl::Seconds(10)); });
  go_on.Notify();
  const RawResponse response = busy.Read();
  EXPECT_EQ(response.body, "done");
  // The answer may have been under way before the drain began; then the close follows alone.
  EXPECT_TRUE(busy.AwaitClose(absl::Seconds(5)));
  draining.join();
  worker->join();
  RawClient late(server->port());
  EXPECT_EQ(late.Ask("GET", "/").status, 0);
}

TEST(HttpServer, AnAnswerAfterTheServerIsGoneDoesNothing) {
  absl::Mutex mutex;
  std::vector<Respond> kept;
  absl::Notification arrived;
  auto server = StartServer({}, [&](Request, Respond respond) {
    absl::MutexLock lock(&mutex);
    kept.push_back(std::move(respond));
    arrived.Notify();
  });
  RawClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  arrived.WaitForNotification();
  server.reset();
  kept.front()({.body = "too late"});
  kept.clear();
  EXPECT_EQ(client.Read().status, 0);
}

TEST(HttpServer, TwoServersCannotShareAPort) {
  const auto server = StartServer();
  ServerOptions same;
  same.address = "127.0.0.1:" + std::to_string(server->port());
  EXPECT_THAT(Server::Start(same, Echo), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Server::Start({.address = "nowhere"}, Echo),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(HttpServer, ServesManyClientsAtOnce) {
  const auto server = StartServer();
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&] {
      RawClient client(server->port());
      for (int j = 0; j < 200; ++j) good += client.Ask("POST", "/", "x").body == "POST x";
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 16 * 200);
}

}  // namespace
}  // namespace hecha::http
