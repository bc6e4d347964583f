// Native gRPC through the edge: the same answers and the same refusals as over HTTP.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "gateway/proxy/grpc_proxy.h"
#include "gateway/transcoding/error.h"
#include "gateway/transcoding/json_reader.h"
#include "services/common/rpc/channel.h"
#include "services/common/rpc/status.h"
#include "tests/gateway/library_edge.h"
#include "tests/gateway/raw_client.h"
#include "tests/testing/status_matchers.h"

namespace hecha {
namespace {

using library::v1::Book;
using library::v1::CreateBookRequest;
using library::v1::GetBookRequest;
using library::v1::GetNewestRequest;
using library::v1::LendBookRequest;
using library::v1::ListBooksRequest;
using library::v1::ListBooksResponse;

class ProxyTest : public testing::Test {
 protected:
  LibraryEdge library_;
};

TEST_F(ProxyTest, AnswersAsHttpDoes) {
  GetBookRequest request;
  request.set_book_id("7");
  Book native;
  const grpc::Status status = library_.CallNative("GetBook", request, native);
  ASSERT_TRUE(status.ok()) << status.error_message();

  RawClient client(library_.http_port());
  Book over_http;
  ASSERT_OK(transcoding::ReadJson(client.Ask("GET", "/v1/books/7").body, over_http));
  for (Book* book : {&native, &over_http}) {
    book->clear_seen_request_id();
    book->clear_seen_traceparent();
  }
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(native, over_http));
  EXPECT_EQ(native.seen_actor(), "citizen");
}

TEST_F(ProxyTest, RefusesWhomHttpRefuses) {
  struct Case {
    const char* method;
    const char* verb;
    const char* path;
    std::string token;
  };
  for (const Case& each :
       {Case{"ListBooks", "GET", "/v1/books", ""},
        Case{"ListBooks", "GET", "/v1/books", "nobody's"},
        Case{"ListBooks", "GET", "/v1/books", kClerk}, Case{"CreateBook", "POST", "/v1/books", ""},
        Case{"CreateBook", "POST", "/v1/books", kClerk},
        Case{"CreateBook", "POST", "/v1/books", kOffice},
        Case{"GetBook", "GET", "/v1/books/none", kOffice}}) {
    GetBookRequest get;
    get.set_book_id("none");
    const CreateBookRequest empty;
    const bool gets = std::string_view(each.method) == "GetBook";
    ListBooksResponse ignored;
    const grpc::Status native =
        library_.CallNative(each.method,
                            gets ? static_cast<const google::protobuf::Message&>(get)
                                 : static_cast<const google::protobuf::Message&>(empty),
                            ignored, each.token);
    RawClient client(library_.http_port());
    std::map<std::string, std::string> headers;
    if (!each.token.empty()) headers["Authorization"] = "Bearer " + each.token;
    const RawResponse http = client.Ask(each.verb, each.path, "", headers);
    const absl::Status told = rpc::FromGrpc(native);
    EXPECT_EQ(transcoding::HttpStatusOf(told.code()), http.status) << each.method << each.token;
    if (told.ok()) continue;
    EXPECT_EQ(transcoding::ErrorResponse(told, "").body, http.body);
  }
}

TEST_F(ProxyTest, ASessionIsTheActorOfTheBackend) {
  const ListBooksRequest request;
  ListBooksResponse response;
  ASSERT_TRUE(library_.CallNative("ListBooks", request, response, kClerk).ok());
  EXPECT_EQ(response.books(0).seen_actor(), "clerk");
}

TEST_F(ProxyTest, NobodyBringsAnActorOfTheirOwn) {
  const ListBooksRequest request;
  ListBooksResponse response;
  // What a service would send, in place of a session.
  const grpc::Status status =
      library_.CallNative("ListBooks", request, response, "", {{"hecha-actor-bin", "forged"}});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  Book book;
  ASSERT_TRUE(library_
                  .CallNative("GetNewest", GetNewestRequest(), book, kOffice,
                              {{"hecha-actor-bin", "forged"}})
                  .ok());
  EXPECT_EQ(book.seen_actor(), "citizen");
}

TEST_F(ProxyTest, AMethodForServicesDoesNotExist) {
  Book book;
  for (const char* token : {"", kOffice}) {
    EXPECT_EQ(library_.CallNative("Reindex", GetNewestRequest(), book, token).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_EQ(library_.CallNative("NoSuchMethod", GetNewestRequest(), book).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(ProxyTest, CarriesTraceAndRequestId) {
  Book book;
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  ASSERT_TRUE(library_
                  .CallNative("GetNewest", GetNewestRequest(), book, "",
                              {{"traceparent", "00-" + trace + "-b7ad6b7169203331-01"},
                               {"hecha-request-id", "mine"}})
                  .ok());
  EXPECT_THAT(book.seen_traceparent(), testing::HasSubstr(trace));
  EXPECT_EQ(book.seen_request_id(), "mine");
}

TEST_F(ProxyTest, PassesABrokenMessageOnToBeRefused) {
  // Field 1 of length 5, and then nothing.
  const grpc::Slice slice(std::string("\x0A\x05", 2));
  grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  grpc::Status status;
  absl::Notification done;
  grpc::GenericStub stub(library_.native());
  stub.UnaryCall(&context, "/hecha.library.v1.Library/GetBook", grpc::StubOptions(), &request,
                 &response, [&](grpc::Status finished) {
                   status = std::move(finished);
                   done.Notify();
                 });
  done.WaitForNotification();
  EXPECT_THAT(rpc::FromGrpc(status), RefusedBy("MALFORMED_REQUEST"));
}

TEST_F(ProxyTest, ListsTheServicesByReflection) {
  // ServerReflectionRequest{list_services: "*"}, as its bytes.
  const grpc::Slice slice(std::string("\x3A\x01*", 3));
  grpc::ByteBuffer request(&slice, 1);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::GenericStub stub(library_.native());
  grpc::CompletionQueue queue;
  const auto stream = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag;
  bool ok;
  grpc::ByteBuffer response;
  stream->StartCall(nullptr);
  queue.Next(&tag, &ok);
  stream->Write(request, nullptr);
  queue.Next(&tag, &ok);
  stream->Read(&response, nullptr);
  queue.Next(&tag, &ok);
  ASSERT_TRUE(ok);
  grpc::Slice bytes;
  ASSERT_TRUE(response.DumpToSingleSlice(&bytes).ok());
  const std::string text(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  EXPECT_THAT(text, testing::HasSubstr("hecha.library.v1.Library"));
  context.TryCancel();
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

TEST_F(ProxyTest, AnswersHealthChecks) {
  const proxy::Backends gateway({{"gateway", library_.native()}});
  EXPECT_TRUE(gateway.Serving(absl::Now() + absl::Seconds(10)).at("gateway"));
}

TEST_F(ProxyTest, FollowsTheCallersCancellation) {
  // Owned by the handler too: the backend may still be in it when the test is over.
  const auto arrived = std::make_shared<absl::Notification>();
  const auto go_on = std::make_shared<absl::Notification>();
  library_.OnLend([arrived, go_on](const Call&, const LendBookRequest&) -> absl::StatusOr<Book> {
    arrived->Notify();
    go_on->WaitForNotification();
    return Book();
  });
  grpc::ClientContext context;
  context.AddMetadata("authorization", fmt::format("Bearer {}", kOffice));
  grpc::GenericStub stub(library_.native());
  const grpc::Slice empty;
  grpc::ByteBuffer request(&empty, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, "/hecha.library.v1.Library/LendBook", grpc::StubOptions(), &request,
                 &response, [&](grpc::Status finished) {
                   status = std::move(finished);
                   done.Notify();
                 });
  arrived->WaitForNotification();
  context.TryCancel();
  done.WaitForNotification();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  go_on->Notify();
}

TEST_F(ProxyTest, ABackendThatRestartsIsAskedAgain) {
  library_.StopBackend();
  ListBooksResponse response;
  grpc::Status status;
  std::thread caller(
      [&] { status = library_.CallNative("ListBooks", ListBooksRequest(), response, kClerk); });
  // It was admitted: nobody is there to serve it.
  while (library_.look_ups() == 0) std::this_thread::yield();
  library_.StartBackend();
  caller.join();
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(ProxyTest, WhatIsAskedAgainHasTheSameRequestId) {
  std::vector<std::string> ids;
  library_.OnLend([&](const Call& call, const LendBookRequest&) -> absl::StatusOr<Book> {
    ids.push_back(call.request_id);
    if (ids.size() < 3) return absl::UnavailableError("the outcome is not known");
    return Book();
  });
  Book book;
  ASSERT_TRUE(library_.CallNative("LendBook", LendBookRequest(), book, kOffice).ok());
  ASSERT_EQ(ids.size(), 3);
  EXPECT_THAT(ids, testing::Each(testing::AllOf(ids[0], testing::Not(testing::IsEmpty()))));
}

TEST_F(ProxyTest, ARefusalIsNotAskedAgain) {
  int asked = 0;
  library_.OnLend([&](const Call&, const LendBookRequest&) -> absl::StatusOr<Book> {
    ++asked;
    return absl::ResourceExhaustedError("full");
  });
  Book book;
  EXPECT_EQ(library_.CallNative("LendBook", LendBookRequest(), book, kOffice).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(asked, 1);
}

TEST(GrpcProxy, IsPlaintextOnLoopbackOnly) {
  telemetry::Metrics metrics;
  proxy::Backends backends({});
  SystemClock clock;
  const security::ActorIssuer issuer("gateway", security::SigningKey::Generate(), clock);
  rpc::Executor executor({.threads = 1}, metrics);
  proxy::Dispatcher dispatcher(backends, {}, issuer, executor);
  proxy::GrpcProxyOptions anywhere;
  anywhere.listen = "0.0.0.0:0";
  EXPECT_THAT(proxy::GrpcProxy::Start(anywhere, {}, dispatcher, metrics),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  proxy::GrpcProxyOptions keyless;
  keyless.certificate = "a.pem";
  EXPECT_THAT(proxy::GrpcProxy::Start(keyless, {}, dispatcher, metrics),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(Backends, AServiceWithoutABackendRefusesToStart) {
  const std::vector<const google::protobuf::ServiceDescriptor*> services = {
      Book::descriptor()->file()->FindServiceByName("Library")};
  const proxy::Backends none({});
  EXPECT_THAT(none.CheckServes(services), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                   testing::HasSubstr("hecha.library.v1.Library")));
}

}  // namespace
}  // namespace hecha
