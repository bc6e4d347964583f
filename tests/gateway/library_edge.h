// A real Library backend behind a real gateway edge: HTTP and native gRPC on free ports, with
// sessions that a test makes up.
#pragma once

#include <fmt/format.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gateway/edge.h"
#include "services/common/rpc/executor.h"
#include "services/common/rpc/router.h"
#include "services/common/rpc/server.h"
#include "services/common/security/actor_token.h"
#include "services/common/security/signing.h"
#include "tests/gateway/library.pb.h"
#include "tests/testing/temporary_directory.h"

namespace hecha {

// Tokens of the sessions that exist from the start.
inline constexpr char kOffice[] = "token-of-the-office";
inline constexpr char kClerk[] = "token-of-a-clerk";

// Of the scan of any book: six pieces.
inline constexpr int64_t kScanBytes = 6 * http::kPieceBytes;

class LibraryEdge {
 public:
  using Book = library::v1::Book;
  // What LendBook does, for tests that need it to wait or fail.
  using Lend =
      std::function<absl::StatusOr<Book>(const Call&, const library::v1::LendBookRequest&)>;

  explicit LibraryEdge(std::function<void(gateway::EdgeOptions&)> adjust = [](auto&) {});
  ~LibraryEdge();

  int http_port() const { return edge_->http_port(); }
  // A channel to the native port.
  const std::shared_ptr<grpc::Channel>& native() const { return native_; }
  gateway::Edge& edge() { return *edge_; }

  void OnLend(Lend lend) {
    absl::MutexLock lock(&mutex_);
    lend_ = std::move(lend);
  }
  // GetBook of "held", which may be called once, is answered when it is released.
  void AwaitHeld() { held_.WaitForNotification(); }
  void ReleaseHeld() { released_.Notify(); }
  // The backend goes away, and comes back on the same port.
  void StopBackend() { server_.reset(); }
  void StartBackend();
  void SetServing(bool serving) { server_->SetServing(serving); }
  int look_ups() const {
    absl::MutexLock lock(&mutex_);
    return look_ups_;
  }
  // Those of them that were no use of the session.
  int by_themselves() const {
    absl::MutexLock lock(&mutex_);
    return by_themselves_;
  }

  // Calls "hecha.library.v1.Library/METHOD" on the native port.
  grpc::Status CallNative(const std::string& method, const google::protobuf::Message& request,
                          google::protobuf::Message& response, const std::string& token = "",
                          const std::map<std::string, std::string>& metadata = {});

 private:
  void RegisterMethods();
  proxy::SessionSource Sessions();

  absl::Notification held_;
  absl::Notification released_;
  SystemClock clock_;
  TemporaryDirectory keys_;
  telemetry::Metrics metrics_;
  std::optional<security::ActorIssuer> issuer_;
  std::unique_ptr<security::ActorVerifier> verifier_;
  std::unique_ptr<rpc::Executor> backend_executor_;
  std::unique_ptr<rpc::Executor> edge_executor_;
  std::unique_ptr<rpc::Router> router_;
  std::vector<grpc::Service*> services_;
  std::unique_ptr<rpc::Server> server_;
  std::string address_ = "127.0.0.1:0";
  std::unique_ptr<gateway::Edge> edge_;
  std::shared_ptr<grpc::Channel> native_;

  mutable absl::Mutex mutex_;
  Lend lend_ ABSL_GUARDED_BY(mutex_);
  int look_ups_ ABSL_GUARDED_BY(mutex_) = 0;
  int by_themselves_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace hecha
