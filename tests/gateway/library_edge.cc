#include "tests/gateway/library_edge.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <fstream>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "google/api/httpbody.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/rpc/channel.h"

namespace hecha {
namespace {

namespace pb = library::v1;
using common::v1::FilePiece;

Actor User(const std::string& name, Role role) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(absl::Now());
  actor.name = name;
  actor.division = "370481104";
  actor.roles = {role};
  return actor;
}

std::string Describe(const Actor& actor) {
  return actor.kind == Actor::Kind::kUser ? actor.name : actor.AuditId();
}

// A book that tells what the backend saw.
pb::Book Seen(const Call& call, const std::string& id) {
  pb::Book book;
  book.set_id(id);
  book.set_title("西岗镇志");
  book.set_etag("7");
  book.set_seen_actor(Describe(call.actor));
  book.set_seen_request_id(call.request_id);
  book.set_seen_traceparent(call.traceparent);
  return book;
}

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

LibraryEdge::LibraryEdge(std::function<void(gateway::EdgeOptions&)> adjust) {
  const security::SigningKey key = security::SigningKey::Generate();
  std::ofstream(keys_.path() + "/gateway.pub") << Hex(key.public_key) << "\n";
  issuer_.emplace("gateway", key, clock_);
  verifier_ = security::ActorVerifier::Load(keys_.path(), clock_).value();
  backend_executor_ = std::make_unique<rpc::Executor>(rpc::ExecutorOptions{.threads = 4}, metrics_);
  edge_executor_ = std::make_unique<rpc::Executor>(rpc::ExecutorOptions{.threads = 2}, metrics_);
  router_ = std::make_unique<rpc::Router>(*verifier_, *backend_executor_, clock_, metrics_);
  RegisterMethods();
  services_ = router_->Build().value();
  StartBackend();

  gateway::EdgeOptions options;
  options.services = {pb::Book::descriptor()->file()->FindServiceByName("Library")};
  options.backends["library"] = rpc::Channel::Open(address_)->grpc();
  adjust(options);
  edge_ = gateway::Edge::Start(std::move(options), Sessions(), *issuer_, *edge_executor_, metrics_)
              .value();
  native_ = grpc::CreateChannel(fmt::format("127.0.0.1:{}", edge_->grpc_port()),
                                grpc::InsecureChannelCredentials());
}

LibraryEdge::~LibraryEdge() {
  edge_.reset();
  server_.reset();
  edge_executor_.reset();
  backend_executor_.reset();
}

void LibraryEdge::StartBackend() {
  server_ = rpc::Server::Start({.listen = address_, .tls = std::nullopt}, services_).value();
  address_ = fmt::format("127.0.0.1:{}", server_->port());
  server_->SetServing(true);
}

void LibraryEdge::RegisterMethods() {
  const auto handle = [this](const char* method, auto handler) {
    router_->Handle(fmt::format("hecha.library.v1.Library/{}", method), handler);
  };
  handle("PrintBook",
         [](const Call&, const pb::GetBookRequest&) -> absl::StatusOr<google::api::HttpBody> {
           google::api::HttpBody body;
           body.set_content_type("application/pdf");
           body.set_data(std::string("%PDF-1.7\0\xff", 10));
           return body;
         });
  handle("ListBooks",
         [](const Call& call,
            const pb::ListBooksRequest& request) -> absl::StatusOr<pb::ListBooksResponse> {
           pb::ListBooksResponse response;
           *response.add_books() = Seen(call, "1");
           *response.mutable_asked() = request;
           return response;
         });
  handle("GetBook",
         [this](const Call& call, const pb::GetBookRequest& request) -> absl::StatusOr<Book> {
           if (request.book_id() == "held") {
             held_.Notify();
             released_.WaitForNotification();
           }
           if (request.book_id() == "none") return RefuseUnknown("书", "book");
           if (request.book_id() == "broken") return absl::InternalError("password is 12345");
           return Seen(call, request.book_id());
         });
  handle("GetNewest", [](const Call& call, const pb::GetNewestRequest&) -> absl::StatusOr<Book> {
    return Seen(call, "newest");
  });
  handle("CreateBook",
         [](const Call& call, const pb::CreateBookRequest& request) -> absl::StatusOr<Book> {
           if (request.title().empty()) {
             return RefuseField("TITLE_REQUIRED", "title", "请填写书名", "a title is required");
           }
           Book book = Seen(call, "new");
           book.set_title(request.title());
           book.set_genre(request.genre());
           book.set_pages(request.pages());
           return book;
         });
  handle("LendBook",
         [this](const Call& call, const pb::LendBookRequest& request) -> absl::StatusOr<Book> {
           Lend lend;
           {
             absl::MutexLock lock(&mutex_);
             lend = lend_;
           }
           if (lend != nullptr) return lend(call, request);
           Book book = Seen(call, request.book_id());
           book.set_pages(call.expected_version);
           return book;
         });
  handle("UpdateBook",
         [](const Call&, const pb::UpdateBookRequest& request) -> absl::StatusOr<Book> {
           return request.book();
         });
  // A book that has as many pages as the file has bytes by now.
  const auto put = [](const Call& call, const pb::PutFileRequest& request) -> absl::StatusOr<Book> {
    Book book = Seen(call, request.book_id());
    book.set_pages(request.offset() + static_cast<int64_t>(request.data().size()));
    return book;
  };
  handle("PutCover", put);
  handle("PutNote", put);
  handle("ReadScan",
         [](const Call&, const pb::ReadScanRequest& request) -> absl::StatusOr<FilePiece> {
           FilePiece piece;
           piece.set_size(kScanBytes);
           piece.set_content_type("image/jpeg");
           const int64_t left = kScanBytes - request.offset();
           piece.set_data(
               std::string(static_cast<size_t>(std::min<int64_t>(left, http::kPieceBytes)), 's'));
           return piece;
         });
  handle("Reindex", [](const Call& call, const pb::GetNewestRequest&) -> absl::StatusOr<Book> {
    return Seen(call, "reindexed");
  });
}

proxy::SessionSource LibraryEdge::Sessions() {
  // The office is known at once, as from a cache; the clerk must be looked up.
  const proxy::Caller office = {User("office", Role::kOffice), "session-1"};
  const proxy::Caller clerk = {User("clerk", Role::kClerk), "session-2"};
  return {
      .known = [office](std::string_view token, proxy::Use) -> std::optional<proxy::Caller> {
        if (token == kOffice) return office;
        return std::nullopt;
      },
      .look_up = [this, clerk](std::string_view token, absl::Time,
                               proxy::Use use) -> absl::StatusOr<proxy::Caller> {
        absl::MutexLock lock(&mutex_);
        ++look_ups_;
        if (use == proxy::Use::kByItself) ++by_themselves_;
        if (token == kClerk) return clerk;
        return absl::UnauthenticatedError("stands for nobody");
      },
  };
}

grpc::Status LibraryEdge::CallNative(const std::string& method,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message& response, const std::string& token,
                                     const std::map<std::string, std::string>& metadata) {
  using google::protobuf::MessageLite;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(native_);
  grpc::Status status;
  absl::Notification done;
  const MessageLite& lite_request = request;
  MessageLite& lite_response = response;
  stub.UnaryCall(&context, "/hecha.library.v1.Library/" + method, grpc::StubOptions(),
                 &lite_request, &lite_response, [&](grpc::Status finished) {
                   status = std::move(finished);
                   done.Notify();
                 });
  done.WaitForNotification();
  return status;
}

}  // namespace hecha
