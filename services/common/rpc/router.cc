#include "services/common/rpc/router.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/time/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/descriptor_service.h"
#include "services/common/rpc/policy.h"
#include "services/common/rpc/request_values.h"
#include "services/common/rpc/status.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/log.h"

namespace hecha::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// Longest that a call may take, whatever its client would wait.
constexpr absl::Duration kMaxCall = absl::Seconds(30);

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

absl::StatusOr<Actor> ReadActor(const security::ActorVerifier& verifier,
                                const grpc::CallbackServerContext& context) {
  const std::string_view token = Metadata(context, security::kActorMetadata);
  if (token.empty()) return Actor{};
  absl::StatusOr<Actor> actor = verifier.Verify(token);
  if (!actor.ok()) return SignInRequired();
  return actor;
}

absl::Time Deadline(const grpc::CallbackServerContext& context) {
  return std::min(absl::FromChrono(context.deadline()), absl::Now() + kMaxCall);
}

// Parses into `message` and notes what the request's own bytes tell: its hash.
absl::Status ReadRequest(const grpc::ByteBuffer& buffer, Message& message, Call& call) {
  grpc::Slice bytes;
  if (!buffer.DumpToSingleSlice(&bytes).ok()) return absl::InternalError("no request payload");
  // proto3 parsing checks that strings are UTF-8.
  if (!message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    return RefuseField("MALFORMED_REQUEST", "", "请求无法解析",
                       "the request is not a well-formed message with UTF-8 text");
  }
  call.request_hash =
      security::Sha256({reinterpret_cast<const char*>(bytes.begin()), bytes.size()});
  return absl::OkStatus();
}

absl::Status WriteResponse(const Message& message, grpc::ByteBuffer& buffer) {
  bool own_buffer = false;
  const grpc::Status written =
      grpc::SerializationTraits<Message>::Serialize(message, &buffer, &own_buffer);
  return written.ok() ? absl::OkStatus() : absl::InternalError(written.error_message());
}

}  // namespace

struct Router::Impl {
  struct Method {
    const MethodDescriptor* descriptor = nullptr;
    options::v1::MethodPolicy policy;
    const Message* request = nullptr;
    std::variant<AnyHandler, AnyAsyncHandler> handler;
    // As a Call and a log name it: "hecha.intake.v1.LeadService/AssignLead".
    std::string name;
  };
  // A call between its entry and its end.
  struct Pending final : Waiting {
    Pending(const Impl& impl, const Method& method, RawCall raw)
        : impl(impl), method(method), raw(raw), started(absl::Now()) {}

    void Answer(const AnyResponse& response) override {
      impl.Finish(*this,
                  response.ok() ? WriteResponse(**response, raw.response) : response.status());
    }
    bool Abandoned() const override { return raw.context.IsCancelled(); }

    const Impl& impl;
    const Method& method;
    RawCall raw;
    Call call;
    absl::Time started;
  };
  struct Service {
    std::vector<Method> methods;
    std::unique_ptr<DescriptorService> grpc;
  };

  const Method* Find(const MethodDescriptor& descriptor) const {
    const auto found = registered.find(&descriptor);
    return found == registered.end() ? nullptr : &found->second;
  }

  std::unique_ptr<Service> MakeService(const ServiceDescriptor& descriptor);
  void Enter(const Method& method, RawCall raw);
  absl::Status Admit(Pending& pending) const;
  absl::Status Read(Pending& pending, Message& request) const;
  void Run(const std::shared_ptr<Pending>& pending) const;
  void Finish(const Pending& pending, const absl::Status& status) const;

  const security::ActorVerifier& verifier;
  Executor& executor;
  const Clock& clock;
  telemetry::Metrics& metrics;
  std::map<const MethodDescriptor*, Method> registered;
  std::set<const ServiceDescriptor*> served;
  std::vector<std::string> problems;
  std::vector<std::unique_ptr<Service>> services;
};

Router::Router(const security::ActorVerifier& verifier, Executor& executor, const Clock& clock,
               telemetry::Metrics& metrics)
    : impl_(new Impl{verifier, executor, clock, metrics, {}, {}, {}, {}}) {}

Router::~Router() = default;

void Router::Register(std::string_view method, const Message& request, const Message& response,
                      std::variant<AnyHandler, AnyAsyncHandler> handler) {
  std::string dotted(method);
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  const MethodDescriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
  if (descriptor == nullptr) {
    impl_->problems.push_back(fmt::format("{}: no such method", method));
    return;
  }
  if (descriptor->input_type() != request.GetDescriptor() ||
      descriptor->output_type() != response.GetDescriptor()) {
    impl_->problems.push_back(fmt::format("{}: its handler takes other messages", method));
    return;
  }
  impl_->served.insert(descriptor->service());
  impl_->registered[descriptor] = {
      descriptor, {}, &request, std::move(handler), std::string(method)};
}

absl::StatusOr<std::vector<grpc::Service*>> Router::Build() {
  std::vector<std::unique_ptr<Impl::Service>> services;
  for (const ServiceDescriptor* descriptor : impl_->served)
    services.push_back(impl_->MakeService(*descriptor));
  if (!impl_->problems.empty())
    return absl::FailedPreconditionError(fmt::format("{}", fmt::join(impl_->problems, "; ")));
  impl_->services = std::move(services);
  std::vector<grpc::Service*> built;
  for (const auto& service : impl_->services) built.push_back(service->grpc.get());
  return built;
}

std::unique_ptr<Router::Impl::Service> Router::Impl::MakeService(
    const ServiceDescriptor& descriptor) {
  auto service = std::make_unique<Service>();
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const MethodDescriptor& method = *descriptor.method(i);
    if (method.client_streaming() || method.server_streaming())
      problems.push_back(fmt::format("{}: streams are not served", method.full_name()));
    const Method* handled = Find(method);
    if (handled == nullptr) problems.push_back(fmt::format("{}: no handler", method.full_name()));
    absl::StatusOr<options::v1::MethodPolicy> policy = PolicyOf(method);
    if (!policy.ok()) problems.emplace_back(policy.status().message());
    if (handled == nullptr || !policy.ok()) continue;
    service->methods.push_back(*handled);
    service->methods.back().policy = *std::move(policy);
  }
  service->grpc = std::make_unique<DescriptorService>(
      descriptor, [this, methods = &service->methods](int index, RawCall raw) {
        Enter((*methods)[static_cast<size_t>(index)], raw);
      });
  return service;
}

// Runs on a thread of gRPC's: nothing here blocks.
void Router::Impl::Enter(const Method& method, RawCall raw) {
  auto pending = std::make_shared<Pending>(*this, method, raw);
  if (absl::Status admitted = Admit(*pending); !admitted.ok()) return Finish(*pending, admitted);
  if (std::holds_alternative<AnyAsyncHandler>(method.handler)) return Run(pending);
  const absl::Status queued = executor.Submit(
      method.policy.lane(), pending->call.deadline, [this, pending] { Run(pending); },
      [this, pending] {
        Finish(*pending, absl::DeadlineExceededError("the deadline passed in the queue"));
      });
  if (!queued.ok()) Finish(*pending, queued);
}

absl::Status Router::Impl::Admit(Pending& pending) const {
  Call& call = pending.call;
  const grpc::CallbackServerContext& context = pending.raw.context;
  call.method = pending.method.name;
  call.traceparent = telemetry::ChildTraceparent(Metadata(context, kTraceparentMetadata));
  call.deadline = Deadline(context);
  ASSIGN_OR_RETURN(call.actor, ReadActor(verifier, context));
  return Authorize(pending.method.policy, call.actor);
}

absl::Status Router::Impl::Read(Pending& pending, Message& request) const {
  if (pending.Abandoned()) return absl::CancelledError("the caller is gone");
  Call& call = pending.call;
  RETURN_IF_ERROR(ReadRequest(pending.raw.request, request, call));
  RETURN_IF_ERROR(CheckValues(request));
  RETURN_IF_ERROR(
      ReadConventions(request, Metadata(pending.raw.context, kRequestIdMetadata), call));
  call.now = clock.Now();
  return absl::OkStatus();
}

void Router::Impl::Run(const std::shared_ptr<Pending>& pending) const {
  google::protobuf::Arena arena;
  Message& request = *pending->method.request->New(&arena);
  if (absl::Status read = Read(*pending, request); !read.ok()) return Finish(*pending, read);
  if (const auto* later = std::get_if<AnyAsyncHandler>(&pending->method.handler)) {
    // Its own copy: the answer may come, and end the call, before the handler returns.
    const Call call = pending->call;
    return (*later)(call, request, pending);
  }
  pending->Answer(std::get<AnyHandler>(pending->method.handler)(pending->call, request));
}

void Router::Impl::Finish(const Pending& pending, const absl::Status& status) const {
  // A plain ResourceExhausted is a pool of ours that ran dry: the same to a caller as a full lane.
  const bool exhausted = absl::IsResourceExhausted(status) && !RefusalOf(status).has_value();
  const absl::Status told = Mask(exhausted ? Overloaded() : status, pending.call.traceparent);
  const std::string code = absl::StatusCodeToString(told.code());
  const absl::Duration took = absl::Now() - pending.started;
  const MethodDescriptor& descriptor = *pending.method.descriptor;
  metrics.ObserveRpc(descriptor.service()->full_name(), descriptor.name(), code, took);
  // What the public does not find is no news, and a line that is left for an unknown receipt alone
  // would tell, in time as in the log, which receipts exist.
  const bool miss = told.code() == absl::StatusCode::kNotFound &&
                    pending.method.policy.access() == options::v1::ACCESS_PUBLIC;
  if (!told.ok() && !miss) {
    const bool ours = told.code() == absl::StatusCode::kInternal;
    telemetry::Log(ours ? telemetry::Level::kError : telemetry::Level::kInfo, "call failed",
                   pending.call.traceparent,
                   {{"method", pending.method.name},
                    {"code", code},
                    {"rule", RefusalOf(told)->rule},
                    {"ms", fmt::format("{:.1f}", absl::ToDoubleMilliseconds(took))}});
  }
  // Last: after it the call, its buffers and context may be gone.
  pending.raw.reactor.Finish(ToGrpc(told));
}

}  // namespace hecha::rpc
