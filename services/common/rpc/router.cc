#include "services/common/rpc/router.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/call_stream_service.h"
#include "services/common/rpc/descriptor_service.h"
#include "services/common/rpc/incoming_call.h"
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

absl::StatusOr<Actor> ReadActor(const security::ActorVerifier& verifier,
                                const IncomingCall& incoming) {
  const std::string_view token = incoming.Metadata(security::kActorMetadata);
  if (token.empty()) return Actor{};
  absl::StatusOr<Actor> actor = verifier.Verify(token);
  if (!actor.ok()) return SignInRequired();
  return actor;
}

// Parses into `message` and notes what the request's own bytes tell: its hash.
absl::Status ReadRequest(std::string_view bytes, Message& message, Call& call) {
  // proto3 parsing checks that strings are UTF-8.
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return RefuseField("MALFORMED_REQUEST", "", "请求无法解析",
                       "the request is not a well-formed message with UTF-8 text");
  }
  call.request_hash = security::Sha256(bytes);
  return absl::OkStatus();
}

// A call that came alone.
class LoneCall final : public IncomingCall {
 public:
  explicit LoneCall(RawCall raw) : raw_(raw) {
    // What cannot be read is refused as an empty message is, if not as a malformed one.
    (void)raw_.request.DumpToSingleSlice(&request_);
  }

  std::string_view request() const override {
    return {reinterpret_cast<const char*>(request_.begin()), request_.size()};
  }
  std::string_view Metadata(std::string_view key) const override {
    const auto found = raw_.context.client_metadata().find({key.data(), key.size()});
    if (found == raw_.context.client_metadata().end()) return {};
    return {found->second.data(), found->second.size()};
  }
  absl::Time deadline() const override { return absl::FromChrono(raw_.context.deadline()); }
  bool IsCancelled() const override { return raw_.context.IsCancelled(); }

  void Finish(const absl::Status& told, const Message* response) override {
    if (response == nullptr) return raw_.reactor.Finish(ToGrpc(told));
    bool own_buffer = false;
    raw_.reactor.Finish(
        grpc::SerializationTraits<Message>::Serialize(*response, &raw_.response, &own_buffer));
  }

 private:
  const RawCall raw_;
  grpc::Slice request_;
};

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
    Pending(const Impl& impl, const Method& method, std::unique_ptr<IncomingCall> incoming)
        : impl(impl), method(method), incoming(std::move(incoming)), started(absl::Now()) {}

    void Answer(const AnyResponse& response) override {
      impl.Finish(*this, response.status(), response.ok() ? response->get() : nullptr);
    }
    bool Abandoned() const override { return incoming->IsCancelled(); }

    const Impl& impl;
    const Method& method;
    const std::unique_ptr<IncomingCall> incoming;
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
  void Enter(const Method& method, std::unique_ptr<IncomingCall> incoming);
  // By its name, of which nothing is known.
  void EnterByName(std::string_view method, std::unique_ptr<IncomingCall> incoming);
  absl::Status Admit(Pending& pending) const;
  absl::Status Read(Pending& pending, Message& request) const;
  void Run(const std::shared_ptr<Pending>& pending) const;
  void Finish(const Pending& pending, const absl::Status& status,
              const Message* response = nullptr) const;

  Impl(const security::ActorVerifier& verifier, Executor& executor, const Clock& clock,
       telemetry::Metrics& metrics)
      : verifier(verifier), executor(executor), clock(clock), metrics(metrics) {}

  const security::ActorVerifier& verifier;
  Executor& executor;
  const Clock& clock;
  telemetry::Metrics& metrics;
  std::map<const MethodDescriptor*, Method> registered;
  std::set<const ServiceDescriptor*> served;
  std::vector<std::string> problems;
  std::vector<std::unique_ptr<Service>> services;
  // The methods of `services`.
  absl::flat_hash_map<std::string_view, const Method*> by_name;
  CallStreamService streams{[this](std::string_view method, std::unique_ptr<IncomingCall> call) {
    EnterByName(method, std::move(call));
  }};
};

Router::Router(const security::ActorVerifier& verifier, Executor& executor, const Clock& clock,
               telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(verifier, executor, clock, metrics)) {}

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
  for (const auto& service : impl_->services) {
    built.push_back(service->grpc.get());
    for (const Impl::Method& method : service->methods) impl_->by_name[method.name] = &method;
  }
  built.push_back(&impl_->streams);
  return built;
}

void Router::Retire() { impl_->streams.Retire(); }

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
        Enter((*methods)[static_cast<size_t>(index)], std::make_unique<LoneCall>(raw));
      });
  return service;
}

// Runs on a thread of gRPC's: nothing here blocks.
void Router::Impl::Enter(const Method& method, std::unique_ptr<IncomingCall> incoming) {
  auto pending = std::make_shared<Pending>(*this, method, std::move(incoming));
  if (absl::Status admitted = Admit(*pending); !admitted.ok()) return Finish(*pending, admitted);
  if (std::holds_alternative<AnyAsyncHandler>(method.handler)) return Run(pending);
  const absl::Status queued = executor.Submit(
      method.policy.lane(), pending->call.deadline, [this, pending] { Run(pending); },
      [this, pending] {
        Finish(*pending, absl::DeadlineExceededError("the deadline passed in the queue"));
      });
  if (!queued.ok()) Finish(*pending, queued);
}

void Router::Impl::EnterByName(std::string_view method, std::unique_ptr<IncomingCall> incoming) {
  const auto found = by_name.find(method);
  if (found != by_name.end()) return Enter(*found->second, std::move(incoming));
  incoming->Finish(absl::UnimplementedError("there is no such method"), nullptr);
}

absl::Status Router::Impl::Admit(Pending& pending) const {
  Call& call = pending.call;
  const IncomingCall& incoming = *pending.incoming;
  call.method = pending.method.name;
  call.traceparent = telemetry::ChildTraceparent(incoming.Metadata(kTraceparentMetadata));
  call.deadline = std::min(incoming.deadline(), absl::Now() + kMaxCall);
  ASSIGN_OR_RETURN(call.actor, ReadActor(verifier, incoming));
  return Authorize(pending.method.policy, call.actor);
}

absl::Status Router::Impl::Read(Pending& pending, Message& request) const {
  if (pending.Abandoned()) return absl::CancelledError("the caller is gone");
  Call& call = pending.call;
  RETURN_IF_ERROR(ReadRequest(pending.incoming->request(), request, call));
  RETURN_IF_ERROR(CheckValues(request));
  RETURN_IF_ERROR(ReadConventions(request, pending.incoming->Metadata(kRequestIdMetadata), call));
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

void Router::Impl::Finish(const Pending& pending, const absl::Status& status,
                          const Message* response) const {
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
  // Last: after it the caller has its answer.
  pending.incoming->Finish(told, response);
}

}  // namespace hecha::rpc
