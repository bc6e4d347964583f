// The door of public calls in a running gateway: HTTP and native gRPC pass the same one, and
// whoever works here passes none.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gateway/proxy/gatekeeper.h"
#include "services/common/base/refusal.h"
#include "services/common/rpc/status.h"
#include "tests/gateway/library_edge.h"
#include "tests/gateway/raw_client.h"

namespace hecha {
namespace {

using library::v1::Book;
using library::v1::GetBookRequest;
using library::v1::ListBooksRequest;
using library::v1::ListBooksResponse;

constexpr char kPath[] = "/v1/books/7";

class DoorTest : public testing::Test {
 protected:
  ~DoorTest() override {
    if (crowded_) library_.ReleaseHeld();
  }

  // Somebody takes the only place, and so many found none that work is demanded.
  void Flood() {
    occupier_.Send("GET /v1/books/held HTTP/1.1\r\nHost: t\r\n\r\n");
    library_.AwaitHeld();
    crowded_ = true;
    for (int i = 0; i < 60; ++i) (void)gatekeeper_.TurnAway(/*works=*/true);
  }

  // The place comes free a while after it was asked for.
  void Leave() {
    library_.ReleaseHeld();
    crowded_ = false;
  }

  std::string Proof(const std::string& body) {
    const proxy::Challenge challenge = gatekeeper_.Issue();
    return proxy::Solve(challenge.text, challenge.difficulty, body).ToString();
  }

  grpc::Status Native(const std::string& proof) {
    Book book;
    std::map<std::string, std::string> metadata;
    if (!proof.empty()) metadata[proxy::kProofHeader] = proof;
    return library_.CallNative("GetBook", request_, book, "", metadata);
  }

  // Stands still, so that the flood is not over before the test is.
  ManualClock clock_{absl::Now()};
  proxy::Gatekeeper gatekeeper_{std::string(32, 'k'), clock_, {.address_burst = 3}};
  // A place within, and one to wait for it, which is kept for those who proved work.
  LibraryEdge library_{[this](gateway::EdgeOptions& options) {
    options.dispatch.gatekeeper = &gatekeeper_;
    options.dispatch.room = {.capacity = 2, .usual = 1, .least = 1};
    options.transcode.trust_forwarded_for = true;
  }};
  RawClient client_{library_.http_port()};
  RawClient occupier_{library_.http_port()};
  bool crowded_ = false;
  GetBookRequest request_ = [] {
    GetBookRequest request;
    request.set_book_id("7");
    return request;
  }();
};

TEST_F(DoorTest, InQuietTimesNothingIsAskedOfAnyone) {
  EXPECT_EQ(client_.Ask("GET", kPath).status, 200);
  EXPECT_TRUE(Native("").ok());
}

TEST_F(DoorTest, HttpCallerWhoFindsNoPlaceWorksAndIsToldSoAtOnce) {
  Flood();
  const RawResponse refused = client_.Ask("GET", kPath);
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, testing::HasSubstr("PROOF_OF_WORK_REQUIRED"));
  EXPECT_EQ(refused.headers.count("retry-after"), 1u);
  RawResponse proved;
  std::thread caller([&] {
    proved = client_.Ask("GET", kPath, "", {{"X-Proof-Of-Work", Proof("")}});
  });
  Leave();
  caller.join();
  EXPECT_EQ(proved.status, 200);
}

TEST_F(DoorTest, NativeCallerPassesTheSameDoor) {
  Flood();
  EXPECT_EQ(RefusalOf(rpc::FromGrpc(Native("")))->rule, "PROOF_OF_WORK_REQUIRED");
  grpc::Status proved;
  std::thread caller([&] { proved = Native(Proof(request_.SerializeAsString())); });
  Leave();
  caller.join();
  EXPECT_TRUE(proved.ok()) << proved.error_message();
}

TEST_F(DoorTest, WhereThereIsRoomAgainNoWorkIsDemanded) {
  Flood();
  EXPECT_EQ(client_.Ask("GET", kPath).status, 429);
  Leave();
  EXPECT_EQ(occupier_.Read().status, 200);
  EXPECT_EQ(client_.Ask("GET", kPath).status, 200);
}

TEST_F(DoorTest, WhoeverWorksHereProvesNothing) {
  Flood();
  ListBooksResponse books;
  EXPECT_TRUE(library_.CallNative("ListBooks", ListBooksRequest(), books, kOffice).ok());
}

TEST_F(DoorTest, AddressBehindAProxyHasItsOwnQuota) {
  const auto ask = [this](const std::string& from) {
    return client_.Ask("GET", "/v1/books/newest", "", {{"X-Forwarded-For", from}}).status;
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask("198.51.100.1, 192.0.2.1"), 200);
  EXPECT_EQ(ask("192.0.2.1"), 429);
  EXPECT_EQ(ask("192.0.2.1, 192.0.2.2"), 200);
}

TEST_F(DoorTest, CallerBehindAProxyCannotSayWhereItIs) {
  const auto ask = [this](const std::string& said, const std::string& from) {
    client_.Send(
        fmt::format("GET /v1/books/newest HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: {}\r\n"
                    "X-Forwarded-For: {}\r\n\r\n",
                    said, from));
    return client_.Read().status;
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask("x", "192.0.2.1 \t"), 200);
  EXPECT_EQ(ask(fmt::format("192.0.2.{}", 7), "192.0.2.1"), 429);
}

TEST_F(DoorTest, FileCostsTheQuotaOfOneCall) {
  const std::map<std::string, std::string> from = {{"X-Forwarded-For", "192.0.2.3"}};
  EXPECT_EQ(client_.Ask("GET", "/v1/books/7:scan", "", from).body.size(),
            static_cast<size_t>(kScanBytes));
  EXPECT_EQ(client_.Ask("PUT", "/v1/books/7:note", std::string(kScanBytes, 'n'), from).status, 200);
  EXPECT_EQ(client_.Ask("GET", "/v1/books/newest", "", from).status, 200);
  EXPECT_EQ(client_.Ask("GET", "/v1/books/newest", "", from).status, 429);
}

}  // namespace
}  // namespace hecha
