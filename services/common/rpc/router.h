// The Router is the one way into a service: it maps every method of the service's proto
// descriptors to a handler and runs each call through the same steps.
//
//   actor → policy (access, roles) → lane of the executor → request → handler → status
//
// with one metric, one log line on failure, and the trace carried through. A call comes alone or
// in a stream of many (call_stream_service.h). No method can bypass the steps, because gRPC knows
// no other entry. Build() refuses to start when a method of a
// served proto has no handler or no policy.
//
// What a handler may rely on: its Call is complete (base/actor.h), the actor satisfies the
// method's policy, every enum of the request has a number that its proto names and every
// Timestamp is one (rpc/request_values.h), the deadline has not passed and is 30 s away at
// most, and it may block (but see HandleAsync).
// Register handlers before Build(); the services that Build() returns are safe for concurrent
// use, and must not be called after the router, verifier or executor is gone.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/rpc/executor.h"
#include "services/common/security/actor_token.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::rpc {

using AnyResponse = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

// A call that waits for its answer.
class Waiting {
 public:
  virtual ~Waiting() = default;
  virtual void Answer(const AnyResponse& response) = 0;
  // True if the caller is gone.
  virtual bool Abandoned() const = 0;
};

// Answers one call with a Response or an error, on any thread; must be done exactly once. Its
// copies stand for the same call.
template <class Response>
class Reply {
 public:
  explicit Reply(std::shared_ptr<Waiting> waiting) : waiting_(std::move(waiting)) {}

  void operator()(absl::StatusOr<Response> response) const {
    if (!response.ok()) return waiting_->Answer(std::move(response).status());
    waiting_->Answer(std::make_unique<Response>(*std::move(response)));
  }
  bool Abandoned() const { return waiting_->Abandoned(); }

 private:
  std::shared_ptr<Waiting> waiting_;
};

namespace internal {
template <class F>
struct HandlerTraits : HandlerTraits<decltype(&F::operator())> {};
template <class C, class Req, class Resp>
struct HandlerTraits<absl::StatusOr<Resp> (C::*)(const Call&, const Req&) const> {
  using Request = Req;
  using Response = Resp;
};
template <class C, class Req, class Resp>
struct HandlerTraits<void (C::*)(const Call&, const Req&, Reply<Resp>) const> {
  using Request = Req;
  using Response = Resp;
};
}  // namespace internal

class Router {
 public:
  // `clock` says what a handler takes for the present (Call.now); deadlines are in real time.
  Router(const security::ActorVerifier& verifier, Executor& executor, const Clock& clock,
         telemetry::Metrics& metrics);
  ~Router();

  // `method` is "hecha.intake.v1.LeadService/AssignLead"; `handle` is a callable
  // absl::StatusOr<Response>(const Call&, const Request&).
  template <class F>
  void Handle(std::string_view method, F handle) {
    using Traits = internal::HandlerTraits<F>;
    Register(method, Traits::Request::default_instance(), Traits::Response::default_instance(),
             AnyHandler([handle](const Call& call,
                                 const google::protobuf::Message& request) -> AnyResponse {
               absl::StatusOr<typename Traits::Response> response =
                   handle(call, static_cast<const typename Traits::Request&>(request));
               if (!response.ok()) return std::move(response).status();
               return std::make_unique<typename Traits::Response>(*std::move(response));
             }));
  }

  // Like Handle for a handler that answers later, so that a call which only waits holds no
  // thread: `handle` is a callable void(const Call&, const Request&, Reply<Response>). It runs
  // on a thread of gRPC's, not in the executor, and must not block; call and request are gone
  // when it returns.
  template <class F>
  void HandleAsync(std::string_view method, F handle) {
    using Traits = internal::HandlerTraits<F>;
    Register(method, Traits::Request::default_instance(), Traits::Response::default_instance(),
             AnyAsyncHandler([handle](const Call& call, const google::protobuf::Message& request,
                                      std::shared_ptr<Waiting> waiting) {
               handle(call, static_cast<const typename Traits::Request&>(request),
                      Reply<typename Traits::Response>(std::move(waiting)));
             }));
  }

  // One grpc::Service for each proto service that has a handler, and the one that carries calls of
  // all of them, to be registered with a server; owned by the router. FailedPrecondition that lists
  // every method without a handler or a policy, every stream, and every handler whose method is
  // unknown or names other messages.
  absl::StatusOr<std::vector<grpc::Service*>> Build();

  // Before the server shuts down: asks those who call by stream to make their next calls
  // elsewhere.
  void Retire();

 private:
  using AnyHandler = std::function<AnyResponse(const Call&, const google::protobuf::Message&)>;
  using AnyAsyncHandler =
      std::function<void(const Call&, const google::protobuf::Message&, std::shared_ptr<Waiting>)>;

  void Register(std::string_view method, const google::protobuf::Message& request,
                const google::protobuf::Message& response,
                std::variant<AnyHandler, AnyAsyncHandler> handler);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::rpc
