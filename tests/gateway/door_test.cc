// The door of public calls in a running gateway: HTTP and native gRPC pass the same one, and
// whoever works here passes none.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

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
  // A crowd came by, so that work is demanded.
  void Flood() {
    for (int i = 0; i < 60; ++i) (void)gatekeeper_.Admit({.address = "127.0.0.1", .crowded = true});
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

  SystemClock clock_;
  proxy::Gatekeeper gatekeeper_{std::string(32, 'k'), clock_, {.address_burst = 3}};
  LibraryEdge library_{[this](gateway::EdgeOptions& options) {
    options.dispatch.gatekeeper = &gatekeeper_;
    options.transcode.trust_forwarded_for = true;
  }};
  RawClient client_{library_.http_port()};
  GetBookRequest request_ = [] {
    GetBookRequest request;
    request.set_book_id("7");
    return request;
  }();
};

TEST_F(DoorTest, HttpCallerWorksInAFloodAndIsToldSoAtOnce) {
  EXPECT_EQ(client_.Ask("GET", kPath).status, 200);
  Flood();
  const RawResponse refused = client_.Ask("GET", kPath);
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, testing::HasSubstr("PROOF_OF_WORK_REQUIRED"));
  EXPECT_EQ(refused.headers.count("retry-after"), 1u);
  EXPECT_EQ(client_.Ask("GET", kPath, "", {{"X-Proof-Of-Work", Proof("")}}).status, 200);
}

TEST_F(DoorTest, NativeCallerPassesTheSameDoor) {
  Flood();
  EXPECT_EQ(RefusalOf(rpc::FromGrpc(Native("")))->rule, "PROOF_OF_WORK_REQUIRED");
  EXPECT_TRUE(Native(Proof(request_.SerializeAsString())).ok());
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

}  // namespace
}  // namespace hecha
