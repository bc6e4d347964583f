// The Router is the one way into a service: it maps every method of the service's proto
// descriptors to a handler and runs each call through the same steps.
//
//   actor → policy (access, roles) → lane of the executor → request → handler → status
//
// with one metric, one log line on failure, and the trace carried through. No method can
// bypass them, because gRPC knows no other entry. Build() refuses to start when a method of a
// served proto has no handler or no policy.
//
// What a handler may rely on: its Call is complete (base/actor.h), the actor satisfies the
// method's policy, every enum of the request has a number that its proto names and every
// Timestamp is one (rpc/request_values.h), the deadline has not passed and is 30 s away at
// most, and it may block.
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
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/rpc/executor.h"
#include "services/common/security/actor_token.h"
#include "services/common/telemetry/metrics.h"

namespace hecha::rpc {

namespace internal {
template <class F>
struct HandlerTraits : HandlerTraits<decltype(&F::operator())> {};
template <class C, class Req, class Resp>
struct HandlerTraits<absl::StatusOr<Resp> (C::*)(const Call&, const Req&) const> {
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
             [handle](const Call& call, const google::protobuf::Message& request)
                 -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
               absl::StatusOr<typename Traits::Response> response =
                   handle(call, static_cast<const typename Traits::Request&>(request));
               if (!response.ok()) return std::move(response).status();
               return std::make_unique<typename Traits::Response>(*std::move(response));
             });
  }

  // One grpc::Service for each proto service that has a handler, to be registered with a
  // server; owned by the router. FailedPrecondition that lists every method without a
  // handler or a policy, every stream, and every handler whose method is unknown or names
  // other messages.
  absl::StatusOr<std::vector<grpc::Service*>> Build();

 private:
  using AnyHandler = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
      const Call&, const google::protobuf::Message&)>;

  void Register(std::string_view method, const google::protobuf::Message& request,
                const google::protobuf::Message& response, AnyHandler handler);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::rpc
