// The Router is the one way into a service: it maps every method of the service's proto
// descriptors to a handler and runs each call through the same steps.
//
//   actor → policy (access, roles) → deadline → lane of the executor → handler → status
//
// with one metric, one log line on failure, and the trace carried through. No method can
// bypass them, because gRPC knows no other entry. Build() refuses to start when a method of a
// served proto has no handler or no policy.
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
  Router(const security::ActorVerifier& verifier, Executor& executor, const Clock& clock,
         telemetry::Metrics& metrics);
  ~Router();

  // `method` is "hecha.intake.v1.LeadService/AssignLead"; `handle` is a callable
  // absl::StatusOr<Response>(const Call&, const Request&). Aborts at start-up if the
  // descriptor of the method names other messages.
  template <class F>
  void Handle(std::string_view method, F handle) {
    using Traits = internal::HandlerTraits<F>;
    Register(
        method, Traits::Request::descriptor(), Traits::Response::descriptor(),
        []() -> std::unique_ptr<google::protobuf::Message> {
          return std::make_unique<typename Traits::Request>();
        },
        [handle](const Call& call, const google::protobuf::Message& request)
            -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          absl::StatusOr<typename Traits::Response> response =
              handle(call, static_cast<const typename Traits::Request&>(request));
          if (!response.ok()) return std::move(response).status();
          return std::make_unique<typename Traits::Response>(*std::move(response));
        });
  }

  // One grpc::Service for each proto service that has a handler, to be registered with a
  // ServerBuilder; owned by the router. FailedPrecondition that lists every method without a
  // handler or a policy.
  absl::StatusOr<std::vector<grpc::Service*>> Build();

 private:
  using NewMessage = std::function<std::unique_ptr<google::protobuf::Message>()>;
  using AnyHandler = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
      const Call&, const google::protobuf::Message&)>;

  void Register(std::string_view method, const google::protobuf::Descriptor* request,
                const google::protobuf::Descriptor* response, NewMessage new_request,
                AnyHandler handler);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::rpc
