// HTTP through the edge to a real backend: what travels, who is let in, what is refused.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/common/base/refusal.h"
#include "tests/gateway/library_edge.h"
#include "tests/gateway/raw_client.h"
#include "tests/testing/status_matchers.h"

namespace hecha {
namespace {

using library::v1::Book;
using library::v1::LendBookRequest;
using testing::HasSubstr;
using testing::Not;

using Headers = std::map<std::string, std::string>;

Headers Bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

// The text, or the number as text, at a JSON pointer of a body.
std::string At(const RawResponse& response, const char* pointer) {
  rapidjson::Document document;
  document.Parse(response.body.c_str());
  const rapidjson::Value* value = rapidjson::Pointer(pointer).Get(document);
  if (value == nullptr) return "(nothing)";
  if (value->IsString()) return value->GetString();
  if (value->IsInt()) return std::to_string(value->GetInt());
  return "(something)";
}

// The "reason" of the body's ErrorInfo.
std::string RuleIn(const RawResponse& response) { return At(response, "/error/details/0/reason"); }

class TranscoderTest : public testing::Test {
 protected:
  RawResponse Ask(std::string_view verb, std::string_view target, std::string_view body = "",
                  const Headers& headers = {}) {
    RawClient client(library_.http_port());
    return client.Ask(verb, target, body, headers);
  }

  LibraryEdge library_;
};

TEST_F(TranscoderTest, APublicMethodNeedsNoSession) {
  const RawResponse response = Ask("GET", "/v1/books/7");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(At(response, "/id"), "7");
  EXPECT_EQ(At(response, "/seenActor"), "citizen");
  EXPECT_EQ(response.headers.at("etag"), "\"7\"");
  EXPECT_EQ(response.headers.at("content-type"), "application/json; charset=utf-8");
}

TEST_F(TranscoderTest, ARawBodyIsSentAsItIs) {
  const RawResponse response = Ask("GET", "/v1/books/7:print");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.at("content-type"), "application/pdf");
  EXPECT_EQ(response.headers.at("cache-control"), "no-store");
  EXPECT_EQ(response.body, std::string("%PDF-1.7\0\xff", 10));
}

TEST_F(TranscoderTest, APublicMethodDoesNotTellWhoIsSignedIn) {
  EXPECT_EQ(At(Ask("GET", "/v1/books/7", "", Bearer(kOffice)), "/seenActor"), "citizen");
  EXPECT_EQ(Ask("GET", "/v1/books/7", "", Bearer("expired")).status, 200);
}

TEST_F(TranscoderTest, ASessionIsTheActorOfTheBackend) {
  const RawResponse office = Ask("POST", "/v1/books", R"({"title":"法"})", Bearer(kOffice));
  EXPECT_EQ(office.status, 200) << office.body;
  EXPECT_EQ(At(office, "/seenActor"), "office");
  EXPECT_EQ(library_.look_ups(), 0) << "a known session was looked up";
  EXPECT_EQ(At(Ask("GET", "/v1/books", "", Bearer(kClerk)), "/books/0/seenActor"), "clerk");
  EXPECT_EQ(library_.look_ups(), 1);
}

TEST_F(TranscoderTest, AStrangerIsRefused) {
  for (const Headers& headers :
       {Headers{}, Bearer(""), Bearer("nobody's"), Headers{{"Authorization", "Basic b2ZmaWNlOng="}},
        Headers{{"Cookie", "hecha_session=nobody's"}}}) {
    const RawResponse response = Ask("GET", "/v1/books", "", headers);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(At(response, "/error/status"), "UNAUTHENTICATED");
    EXPECT_EQ(response.headers.at("www-authenticate"), "Bearer");
  }
  const RawResponse role = Ask("POST", "/v1/books", R"({"title":"法"})", Bearer(kClerk));
  EXPECT_EQ(role.status, 403);
  EXPECT_EQ(RuleIn(role), "ROLE_REQUIRED");
}

TEST_F(TranscoderTest, AStrangersRequestIsNotEvenParsed) {
  EXPECT_EQ(Ask("POST", "/v1/books", "{nonsense").status, 401);
  EXPECT_EQ(Ask("POST", "/v1/books", "{nonsense", Bearer(kOffice)).status, 400);
}

TEST_F(TranscoderTest, PathQueryAndBodyFillTheRequest) {
  const RawResponse list = Ask("GET",
                               "/v1/books?pageSize=20&filter.genres=GENRE_LAW&tags=%E8%A5%BF&tags=b"
                               "&filter.printed_after=2019-04-15T08:00:00Z",
                               "", Bearer(kOffice));
  EXPECT_EQ(At(list, "/asked/pageSize"), "20") << list.body;
  EXPECT_EQ(At(list, "/asked/filter/genres/0"), "GENRE_LAW");
  EXPECT_EQ(At(list, "/asked/filter/printedAfter"), "2019-04-15T08:00:00Z");
  EXPECT_EQ(At(list, "/asked/tags/0"), "西");

  const RawResponse created =
      Ask("POST", "/v1/books", R"({"title":"法","genre":"GENRE_LAW","pages":"9007199254740993"})",
          Bearer(kOffice));
  EXPECT_EQ(At(created, "/pages"), "9007199254740993");
  EXPECT_EQ(At(created, "/genre"), "GENRE_LAW");

  const RawResponse patched =
      Ask("PATCH", "/v1/books/7?updateMask=title", R"({"title":"新"})", Bearer(kOffice));
  EXPECT_EQ(At(patched, "/id"), "7") << patched.body;
  EXPECT_EQ(At(patched, "/title"), "新");

  const RawResponse shelf = Ask("GET", "/v1/shelves/a/books/8");
  EXPECT_EQ(At(shelf, "/id"), "8");
}

TEST_F(TranscoderTest, ThePathWinsOverNothing) {
  EXPECT_EQ(At(Ask("POST", "/v1/books/7:lend", R"({"bookId":"7"})", Bearer(kOffice)), "/id"), "7");
  const RawResponse other = Ask("POST", "/v1/books/7:lend", R"({"bookId":"8"})", Bearer(kOffice));
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(RuleIn(other), "CONFLICTS_WITH_PATH");
  EXPECT_EQ(RuleIn(Ask("GET", "/v1/books/7?bookId=8")), "DUPLICATE_FIELD");
  EXPECT_EQ(RuleIn(Ask("GET", "/v1/books/7", "{}")), "UNEXPECTED_BODY");
}

TEST_F(TranscoderTest, AnEmptyBodyIsAnEmptyRequest) {
  EXPECT_EQ(Ask("POST", "/v1/books/7:lend", "", Bearer(kOffice)).status, 200);
}

TEST_F(TranscoderTest, RefusesAnUnknownFieldByName) {
  const RawResponse response =
      Ask("POST", "/v1/books", R"({"title":"法","autor":"x"})", Bearer(kOffice));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(RuleIn(response), "UNKNOWN_FIELD");
  EXPECT_EQ(At(response, "/error/details/3/fieldViolations/0/field"), "autor");
}

TEST_F(TranscoderTest, TellsTheBackendsRefusalInBothLanguages) {
  const RawResponse chinese = Ask("POST", "/v1/books", "{}", Bearer(kOffice));
  EXPECT_EQ(chinese.status, 400);
  EXPECT_EQ(At(chinese, "/error/code"), "400");
  EXPECT_EQ(At(chinese, "/error/status"), "INVALID_ARGUMENT");
  EXPECT_EQ(At(chinese, "/error/message"), "请填写书名");
  EXPECT_EQ(RuleIn(chinese), "TITLE_REQUIRED");
  EXPECT_EQ(At(chinese, "/error/details/0/@type"), "type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_EQ(At(chinese, "/error/details/1/locale"), "zh-CN");
  EXPECT_EQ(At(chinese, "/error/details/2/locale"), "en");
  EXPECT_EQ(At(chinese, "/error/details/3/fieldViolations/0/field"), "title");

  Headers english = Bearer(kOffice);
  english["Accept-Language"] = "en-GB,en;q=0.9,zh;q=0.5";
  EXPECT_EQ(At(Ask("POST", "/v1/books", "{}", english), "/error/message"), "a title is required");
  english["Accept-Language"] = "zh-CN,en;q=0.9";
  EXPECT_EQ(At(Ask("POST", "/v1/books", "{}", english), "/error/message"), "请填写书名");
  EXPECT_EQ(Ask("GET", "/v1/books/none").status, 404);
}

TEST_F(TranscoderTest, MasksInternalErrors) {
  const RawResponse response = Ask("GET", "/v1/books/broken");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("12345")));
  EXPECT_THAT(At(response, "/error/message"), HasSubstr(response.headers.at("x-trace-id")));
}

TEST_F(TranscoderTest, TellsWhatIsNotThere) {
  const RawResponse path = Ask("GET", "/v1/nothing");
  EXPECT_EQ(path.status, 404);
  EXPECT_EQ(RuleIn(path), "NO_SUCH_PATH");
  const RawResponse verb = Ask("DELETE", "/v1/books/7");
  EXPECT_EQ(verb.status, 405);
  EXPECT_EQ(verb.headers.at("allow"), "GET, PATCH");
  EXPECT_EQ(Ask("GET", "/v1/books/%FF").status, 400);
  EXPECT_EQ(Ask("GET", "/hecha.library.v1.Library/Reindex").status, 404);
}

TEST_F(TranscoderTest, CarriesTraceAndRequestId) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  Headers headers = Bearer(kOffice);
  headers["traceparent"] = "00-" + trace + "-b7ad6b7169203331-01";
  headers["X-Request-Id"] = "from-a-proxy";
  RawResponse response = Ask("POST", "/v1/books", R"({"title":"法"})", headers);
  EXPECT_THAT(At(response, "/seenTraceparent"), HasSubstr(trace));
  EXPECT_EQ(response.headers.at("x-trace-id"), trace);
  EXPECT_EQ(At(response, "/seenRequestId"), "from-a-proxy");
  headers["Idempotency-Key"] = "from-the-client";
  response = Ask("POST", "/v1/books", R"({"title":"法"})", headers);
  EXPECT_EQ(At(response, "/seenRequestId"), "from-the-client");
}

TEST_F(TranscoderTest, RefusesARequestIdThatCannotTravel) {
  for (const std::string& id : {std::string("西岗"), std::string("a b"), std::string(65, 'x')}) {
    Headers headers = Bearer(kOffice);
    headers["Idempotency-Key"] = id;
    const RawResponse response = Ask("POST", "/v1/books", R"({"title":"法"})", headers);
    EXPECT_EQ(response.status, 400) << id;
    EXPECT_EQ(RuleIn(response), "REQUEST_ID_INVALID");
  }
}

TEST_F(TranscoderTest, IfMatchIsTheEtagOfTheRequest) {
  Headers headers = Bearer(kOffice);
  headers["If-Match"] = "\"42\"";
  EXPECT_EQ(At(Ask("POST", "/v1/books/7:lend", "", headers), "/pages"), "42");
  EXPECT_EQ(At(Ask("POST", "/v1/books/7:lend", R"({"etag":"5"})", headers), "/pages"), "5");
}

TEST_F(TranscoderTest, IfMatchIsHeldOrRefusedButNeverOverlooked) {
  const auto lend = [this](const std::string& tag) {
    Headers headers = Bearer(kOffice);
    headers["If-Match"] = tag;
    return Ask("POST", "/v1/books/7:lend", "", headers);
  };
  EXPECT_EQ(At(lend("W/\"42\""), "/pages"), "42") << "made of ours by a proxy that compresses";
  EXPECT_EQ(At(lend("*"), "/pages"), "0");
  for (const char* tag : {"42", "\"\"", "\"42", "W/42", "\"1\", \"2\""})
    EXPECT_EQ(RuleIn(lend(tag)), "ETAG_INVALID") << tag;
  Headers headers = Bearer(kOffice);
  headers["If-Match"] = "\"42\"";
  EXPECT_EQ(RuleIn(Ask("POST", "/v1/books", R"({"title":"法"})", headers)), "ETAG_INVALID")
      << "the method has no etag to hold it against";
}

TEST_F(TranscoderTest, WhatAPageAsksByItselfIsNoUseOfTheSession) {
  Headers headers = Bearer(kClerk);
  EXPECT_EQ(Ask("GET", "/v1/books", "", headers).status, 200);
  EXPECT_EQ(library_.by_themselves(), 0);
  headers["X-Unasked"] = "1";
  EXPECT_EQ(Ask("GET", "/v1/books", "", headers).status, 200);
  EXPECT_EQ(library_.by_themselves(), 1);
}

TEST_F(TranscoderTest, AFileIsSentInPieces) {
  const std::string file(2 * http::kPieceBytes + 10, 'x');
  EXPECT_EQ(At(Ask("PUT", "/v1/books/7:cover", file, Bearer(kOffice)), "/pages"),
            std::to_string(file.size()));
  EXPECT_EQ(At(Ask("PUT", "/v1/books/7:cover", "", Bearer(kOffice)), "/pages"), "0");
  EXPECT_EQ(Ask("GET", "/v1/books/7:scan").body.size(), static_cast<size_t>(kScanBytes));
}

TEST(TranscoderLimits, WhoeverMayNotSendAFileTakesNoPlaceForOne) {
  LibraryEdge library([](gateway::EdgeOptions& options) { options.transcode.max_transfers = 1; });
  RawClient stranger(library.http_port());
  stranger.Send("PUT /v1/books/7:cover HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_EQ(stranger.Read().status, 401) << "before a byte of the file was sent";
  RawClient office(library.http_port());
  EXPECT_EQ(At(office.Ask("PUT", "/v1/books/7:cover", "the cover", Bearer(kOffice)), "/pages"),
            "9");
}

TEST_F(TranscoderTest, ACookieChangesNothingWithoutTheHeaderThatForeignPagesCannotSend) {
  const std::string cookie = fmt::format("hecha_session={}", kOffice);
  EXPECT_EQ(Ask("GET", "/v1/books", "", {{"Cookie", cookie}}).status, 200);
  const RawResponse refused = Ask("POST", "/v1/books", R"({"title":"法"})", {{"Cookie", cookie}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(RuleIn(refused), "CSRF_HEADER_REQUIRED");
  EXPECT_EQ(Ask("POST", "/v1/books", R"({"title":"法"})",
                {{"Cookie", cookie}, {"X-Requested-With", "console"}})
                .status,
            200);
}

TEST_F(TranscoderTest, RefusesWhatAForeignPageSends) {
  for (const Headers& from :
       {Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Origin", "https://evil.example"}},
        Headers{{"Origin", "null"}}}) {
    Headers headers = Bearer(kOffice);
    headers.insert(from.begin(), from.end());
    const RawResponse response = Ask("POST", "/v1/books", R"({"title":"法"})", headers);
    EXPECT_EQ(RuleIn(response), "FOREIGN_ORIGIN") << response.body;
  }
  Headers own = Bearer(kOffice);
  own["Origin"] = "http://test";
  EXPECT_EQ(Ask("POST", "/v1/books", R"({"title":"法"})", own).status, 200);
}

TEST(TranscoderLimits, TellsThatABackendStaysAway) {
  LibraryEdge library(
      [](gateway::EdgeOptions& options) { options.dispatch.patience = absl::Milliseconds(200); });
  RawClient client(library.http_port());
  library.edge().CheckReadiness();
  EXPECT_EQ(client.Ask("GET", "/readyz").status, 200);
  library.StopBackend();
  const RawResponse response = client.Ask("GET", "/v1/books/7");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.at("retry-after"), "1");
  EXPECT_THAT(response.body, Not(HasSubstr("127.0.0.1"))) << "tells where the backend is";
  library.edge().CheckReadiness();
  const RawResponse ready = client.Ask("GET", "/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr(R"("library":false)"));
  EXPECT_EQ(client.Ask("GET", "/healthz").status, 200);
}

TEST_F(TranscoderTest, ABackendThatIsNotServingIsNotReady) {
  EXPECT_EQ(Ask("GET", "/readyz").status, 503) << "ready before anyone asked";
  library_.SetServing(false);
  library_.edge().CheckReadiness();
  EXPECT_EQ(Ask("GET", "/readyz").status, 503);
}

TEST_F(TranscoderTest, ServesThePageAndTheDocument) {
  const RawResponse page = Ask("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("script-src 'self'"));
  EXPECT_THAT(page.headers.at("content-security-policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(Ask("GET", "/desk/leads").status, 200);
  EXPECT_EQ(Ask("POST", "/", "x").status, 405);
  EXPECT_EQ(At(Ask("GET", "/openapi.json"), "/openapi"), "3.1.0");
  EXPECT_EQ(Ask("GET", "/../etc/passwd").status, 404);
}

TEST_F(TranscoderTest, RefusesAnOversizedBody) {
  const std::string body = R"({"title":")" + std::string(1 << 20, 'x') + R"("})";
  const RawResponse response = Ask("POST", "/v1/books", body, Bearer(kOffice));
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(RuleIn(response), "BODY_TOO_LARGE");
}

TEST_F(TranscoderTest, RefusesBottomlessJson) {
  std::string body = R"({"title":)";
  for (int i = 0; i < 100'000; ++i) body += R"({"a":)";
  const RawResponse response = Ask("POST", "/v1/books", body, Bearer(kOffice));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(Ask("GET", "/v1/books/7").status, 200);
}

TEST(TranscoderLimits, RefusesCallsBeyondTheLimitAtOnce) {
  absl::Notification arrived;
  absl::Notification go_on;
  LibraryEdge library([](gateway::EdgeOptions& options) { options.dispatch.max_in_flight = 1; });
  library.OnLend([&](const Call&, const LendBookRequest&) -> absl::StatusOr<Book> {
    arrived.Notify();
    go_on.WaitForNotification();
    return Book();
  });
  RawClient slow(library.http_port());
  slow.Send(fmt::format(
      "POST /v1/books/7:lend HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {}\r\n\r\n", kOffice));
  arrived.WaitForNotification();
  RawClient other(library.http_port());
  const RawResponse refused = other.Ask("GET", "/v1/books/7");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.at("retry-after"), "1");
  EXPECT_EQ(RuleIn(refused), "OVERLOADED");
  EXPECT_EQ(other.Ask("GET", "/healthz").status, 200);
  go_on.Notify();
  EXPECT_EQ(slow.Read().status, 200);
  EXPECT_EQ(other.Ask("GET", "/v1/books/7").status, 200);
}

TEST(TranscoderLimits, APublicFloodLeavesRoomForTheSignedIn) {
  LibraryEdge library(
      [](gateway::EdgeOptions& options) { options.dispatch.room = {.capacity = 0, .least = 0}; });
  RawClient client(library.http_port());
  EXPECT_EQ(client.Ask("GET", "/v1/books/7").status, 429);
  EXPECT_EQ(client.Ask("GET", "/v1/books", "", Bearer(kOffice)).status, 200);
}

TEST(TranscoderLimits, GivesUpAtTheDeadline) {
  absl::Notification go_on;
  LibraryEdge library([](gateway::EdgeOptions& options) {
    options.transcode.call_timeout = absl::Milliseconds(100);
  });
  library.OnLend([&](const Call&, const LendBookRequest&) -> absl::StatusOr<Book> {
    go_on.WaitForNotification();
    return Book();
  });
  RawClient client(library.http_port());
  const RawResponse response = client.Ask("POST", "/v1/books/7:lend", "", Bearer(kOffice));
  EXPECT_EQ(response.status, 504);
  go_on.Notify();
}

TEST(TranscoderLimits, DrainsWithACallInFlight) {
  absl::Notification arrived;
  absl::Notification go_on;
  LibraryEdge library;
  library.OnLend([&](const Call&, const LendBookRequest&) -> absl::StatusOr<Book> {
    arrived.Notify();
    go_on.WaitForNotification();
    return Book();
  });
  RawClient client(library.http_port());
  client.Send(fmt::format(
      "POST /v1/books/7:lend HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {}\r\n\r\n", kOffice));
  arrived.WaitForNotification();
  std::thread draining([&] { library.edge().Drain(absl::Seconds(10)); });
  go_on.Notify();
  EXPECT_EQ(client.Read().status, 200);
  draining.join();
}

}  // namespace
}  // namespace hecha
