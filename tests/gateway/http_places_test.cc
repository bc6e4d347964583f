// Who gives place, and to whom, where clients are more than the server serves, over real sockets.
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/gateway/http_fixture.h"
#include "tests/gateway/raw_client.h"

namespace hecha::http {
namespace {

// The answer to whoever comes until there is a place: a client that is being served, if only for
// the moment that its request takes, gives none.
RawResponse AskAsNewcomer(const Server& server) {
  while (true) {
    RawClient newcomer(server.port());
    RawResponse answer = newcomer.Ask("GET", "/");
    if (answer.status != 503) return answer;
  }
}

TEST(HttpPlaces, NewcomerWaitsUntilSomebodyWasWaitedForLongEnough) {
  ServerOptions options;
  options.max_connections = 2;
  options.least_patience = absl::Milliseconds(200);
  const auto server = StartServer(options);
  RawClient first(server->port());
  RawClient second(server->port());
  EXPECT_EQ(first.Ask("GET", "/").status, 200);
  EXPECT_EQ(second.Ask("GET", "/").status, 200);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(AskAsNewcomer(*server).status, 200);
  // Which of the two was waited for longer is for the server's threads to say.
  const absl::Time limit = absl::Now() + absl::Seconds(5);
  bool closed = false;
  while (!closed && absl::Now() < limit)
    closed = first.AwaitClose(absl::Milliseconds(10)) || second.AwaitClose(absl::Milliseconds(10));
  EXPECT_TRUE(closed);
}

TEST(HttpPlaces, WhoeverWaitsForARefusalGivesPlace) {
  ServerOptions options;
  options.max_connections = 1;
  options.least_patience = absl::Milliseconds(50);
  options.refusal_period = absl::Hours(1);
  const auto server = StartServer(options, [](Request request, Respond respond) {
    respond({.status = request.path == "/full" ? 429 : 200});
  });
  RawClient hasty(server->port());
  EXPECT_EQ(hasty.Ask("GET", "/full").status, 429);
  hasty.Send("GET /full HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(AskAsNewcomer(*server).status, 200);
  EXPECT_TRUE(hasty.AwaitClose(absl::Seconds(5)));
}

TEST(HttpPlaces, NewcomerTakesThePlaceOfTheSlowest) {
  ServerOptions options;
  options.max_connections = 3;
  options.least_patience = absl::ZeroDuration();
  const auto server = StartServer(options);
  RawClient busy(server->port());
  EXPECT_EQ(busy.Ask("GET", "/").status, 200);
  RawClient slow(server->port());
  slow.Send("GET / HTTP/1.1\r\nX-Slow: ");
  EXPECT_EQ(busy.Ask("GET", "/").status, 200);
  RawClient quick(server->port());
  EXPECT_EQ(quick.Ask("GET", "/").status, 200);
  EXPECT_EQ(busy.Ask("GET", "/").status, 200);
  RawClient newcomer(server->port());
  EXPECT_EQ(newcomer.Ask("GET", "/").status, 200);
  EXPECT_TRUE(slow.AwaitClose(absl::Seconds(5)));
  EXPECT_EQ(busy.Ask("GET", "/").status, 200);
}

TEST(HttpPlaces, WhoeverSendsNothingOfAStreamedBodyGivesPlace) {
  ServerOptions options;
  options.max_connections = 1;
  options.least_patience = absl::Milliseconds(50);
  const auto server = StartServer(Streaming(options), TellSizes);
  RawClient slow(server->port());
  slow.Send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\nfirst");
  EXPECT_EQ(AskAsNewcomer(*server).body, "end");
  EXPECT_TRUE(slow.AwaitClose(absl::Seconds(5)));
}

TEST(HttpPlaces, BodiesThatAreTooMuchTogetherGiveWayToTheQuicker) {
  ServerOptions options;
  options.max_body_bytes = 1 << 20;
  options.max_bodies_bytes = 1 << 20;
  const auto server = StartServer(options, [](Request request, Respond respond) {
    respond({.body = std::to_string(request.body.size())});
  });
  const std::string half(700'000, 'x');
  const std::string head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 700001\r\n\r\n";
  RawClient slow(server->port());
  slow.Send(head + half);
  RawClient other(server->port());
  other.Send(head + half);
  EXPECT_TRUE(slow.AwaitClose(absl::Seconds(5)));
  other.Send("x");
  EXPECT_EQ(other.Read().body, "700001");
  // What was let go is no longer counted.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(other.Ask("POST", "/", half).body, "700000");
}

TEST(HttpPlaces, WhoeverIsServedIsNotEvicted) {
  ServerOptions options;
  options.max_connections = 1;
  options.least_patience = absl::ZeroDuration();
  std::optional<Respond> later;
  absl::Notification arrived;
  const auto server = StartServer(options, [&](Request, Respond respond) {
    later = std::move(respond);
    arrived.Notify();
  });
  RawClient waiting(server->port());
  waiting.Send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  arrived.WaitForNotification();
  RawClient newcomer(server->port());
  EXPECT_EQ(newcomer.Ask("GET", "/").status, 503);
  EXPECT_TRUE(newcomer.AwaitClose(absl::Seconds(5)));
  (*later)({.body = "served"});
  EXPECT_EQ(waiting.Read().body, "served");
}

TEST(HttpPlaces, WhoeverComesBackTooSoonWaitsForTheNextRefusal) {
  ServerOptions options;
  options.refusal_period = absl::Milliseconds(200);
  const auto server = StartServer(options, [](Request request, Respond respond) {
    respond({.status = request.path == "/full" ? 429 : 200});
  });
  RawClient client(server->port());
  const absl::Time begun = absl::Now();
  EXPECT_EQ(client.Ask("GET", "/full").status, 429);
  // What is not refused is not held back either.
  EXPECT_EQ(client.Ask("GET", "/").status, 200);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Ask("GET", "/full").status, 429);
  EXPECT_GE(absl::Now() - begun, absl::Milliseconds(600));
}

}  // namespace
}  // namespace hecha::http
