#include "gateway/proxy/grpc_proxy.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <mutex>

#include "absl/time/clock.h"
#include "gateway/proxy/town_hint.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/policy.h"
#include "services/common/rpc/status.h"
#include "services/common/telemetry/log.h"

namespace hecha::proxy {
namespace {

using google::protobuf::ServiceDescriptor;

constexpr unsigned kReloadSeconds = 60;
constexpr int kMaxStreamsPerConnection = 100;
constexpr size_t kMemoryQuota = 256u << 20;

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

std::string BearerToken(const grpc::CallbackServerContext& context) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view value = Metadata(context, "authorization");
  return value.starts_with(kBearer) ? std::string(value.substr(kBearer.size())) : std::string();
}

// The address in gRPC's "ipv4:192.0.2.1:55555" or "ipv6:%5B2001:db8::1%5D:55555".
std::string AddressOf(std::string_view peer) {
  constexpr std::string_view kOpen = "%5B";
  constexpr std::string_view kClose = "%5D";
  peer.remove_prefix(std::min(peer.size(), peer.find(':') + 1));
  peer = peer.substr(0, peer.rfind(':'));
  if (peer.starts_with(kOpen) && peer.ends_with(kClose))
    peer = peer.substr(kOpen.size(), peer.size() - kOpen.size() - kClose.size());
  return std::string(peer);
}

// The message as it came, in one piece.
std::string BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials(
    const GrpcProxyOptions& options) {
  if (options.certificate.empty() != options.key.empty()) {
    return absl::FailedPreconditionError("a certificate needs its key, and a key its certificate");
  }
  if (options.certificate.empty()) {
    if (IsLoopback(options.listen)) return grpc::InsecureServerCredentials();
    return absl::FailedPreconditionError(
        fmt::format("{}: beyond loopback native gRPC needs a certificate", options.listen));
  }
  grpc::experimental::TlsServerCredentialsOptions tls(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options.key, options.certificate, kReloadSeconds));
  tls.watch_identity_key_cert_pairs();
  tls.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(tls);
}

}  // namespace

// One proxied proto service.
struct GrpcProxy::Service {
  const ServiceDescriptor& descriptor;
  Dispatcher& dispatcher;
  telemetry::Metrics& metrics;
  std::vector<options::v1::MethodPolicy> policies;
  std::unique_ptr<rpc::DescriptorService> grpc;

  void Enter(int index, rpc::RawCall raw);
  void Finish(int index, rpc::RawCall raw, const EdgeCall& call, const absl::Status& status,
              absl::Time started) const;
};

void GrpcProxy::Service::Enter(int index, rpc::RawCall raw) {
  const absl::Time started = absl::Now();
  EdgeCall call;
  call.method = descriptor.method(index);
  call.policy = &policies[static_cast<size_t>(index)];
  call.traceparent = telemetry::ChildTraceparent(Metadata(raw.context, rpc::kTraceparentMetadata));
  if (call.policy->access() == options::v1::ACCESS_SERVICE) {
    return Finish(index, raw, call, absl::UnimplementedError("there is no such method"), started);
  }
  call.token = BearerToken(raw.context);
  call.request_id = Metadata(raw.context, rpc::kRequestIdMetadata);
  call.deadline = absl::FromChrono(raw.context.deadline());
  call.address = AddressOf(raw.context.peer());
  call.proof = Metadata(raw.context, kProofHeader);
  call.body = [raw] { return BytesOf(raw.request); };
  if (call.policy->access() == options::v1::ACCESS_PUBLIC)
    call.town = TownInMessage(*call.method->input_type(), raw.request);
  call.native = &raw.reactor;
  dispatcher.Dispatch(
      call, [raw]() -> absl::StatusOr<grpc::ByteBuffer> { return raw.request; },
      [this, index, raw, call, started](absl::StatusOr<grpc::ByteBuffer> response) {
        if (response.ok()) raw.response.Swap(&*response);
        Finish(index, raw, call, response.status(), started);
      });
}

void GrpcProxy::Service::Finish(int index, rpc::RawCall raw, const EdgeCall& call,
                                const absl::Status& status, absl::Time started) const {
  const absl::Status told = rpc::Mask(status, call.traceparent);
  metrics.ObserveRpc("gateway/" + descriptor.full_name(), descriptor.method(index)->name(),
                     absl::StatusCodeToString(told.code()), absl::Now() - started);
  raw.reactor.Finish(rpc::ToGrpc(told));
}

bool IsLoopback(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("localhost:") ||
         address.starts_with("[::1]:");
}

absl::StatusOr<std::unique_ptr<GrpcProxy>> GrpcProxy::Start(
    const GrpcProxyOptions& options, const std::vector<const ServiceDescriptor*>& services,
    Dispatcher& dispatcher, telemetry::Metrics& metrics) {
  static std::once_flag plugins;
  std::call_once(plugins, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
  std::unique_ptr<GrpcProxy> proxy(new GrpcProxy);
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ServerCredentials> credentials,
                   Credentials(options));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, credentials, &proxy->port_);
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.SetResourceQuota(grpc::ResourceQuota("native").Resize(kMemoryQuota));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  // Another process must not be able to share the port and take some of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  for (const ServiceDescriptor* descriptor : services) {
    std::unique_ptr<Service> service(new Service{*descriptor, dispatcher, metrics, {}, nullptr});
    for (int i = 0; i < descriptor->method_count(); ++i) {
      ASSIGN_OR_RETURN(options::v1::MethodPolicy policy, rpc::PolicyOf(*descriptor->method(i)));
      service->policies.push_back(std::move(policy));
    }
    service->grpc = std::make_unique<rpc::DescriptorService>(
        *descriptor,
        [service = service.get()](int index, rpc::RawCall raw) { service->Enter(index, raw); });
    builder.RegisterService(service->grpc.get());
    proxy->services_.push_back(std::move(service));
  }
  proxy->server_ = builder.BuildAndStart();
  if (proxy->server_ == nullptr || proxy->port_ == 0) {
    return absl::UnavailableError(fmt::format("cannot serve gRPC on {}", options.listen));
  }
  return proxy;
}

GrpcProxy::~GrpcProxy() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void GrpcProxy::Shutdown(absl::Duration grace) {
  server_->GetHealthCheckService()->SetServingStatus(false);
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
}

}  // namespace hecha::proxy
