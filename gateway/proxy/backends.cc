#include "gateway/proxy/backends.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "absl/synchronization/blocking_counter.h"

namespace hecha::proxy {
namespace {

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
// HealthCheckResponse{status: SERVING}; two bytes are no reason to link another proto.
constexpr std::string_view kServing("\x08\x01", 2);

// One health check under way.
struct Probe {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  bool serving = false;

  void Finish(const grpc::Status& status) {
    grpc::Slice bytes;
    serving =
        status.ok() && response.DumpToSingleSlice(&bytes).ok() &&
        std::string_view(reinterpret_cast<const char*>(bytes.begin()), bytes.size()) == kServing;
  }
};

}  // namespace

std::string BackendName(const google::protobuf::ServiceDescriptor& service) {
  constexpr std::string_view kPrefix = "hecha.";
  std::string_view package = service.file()->package();
  if (!package.starts_with(kPrefix)) return "";
  package.remove_prefix(kPrefix.size());
  return std::string(package.substr(0, package.find('.')));
}

Backends::Backends(std::map<std::string, std::shared_ptr<grpc::Channel>> channels) {
  for (auto& [name, channel] : channels) {
    auto calls = std::make_unique<rpc::CallStream>(channel);
    backends_.emplace(name, Backend{std::move(channel), std::move(calls)});
  }
}

rpc::CallStream* Backends::Find(const google::protobuf::ServiceDescriptor& service) const {
  const auto it = backends_.find(BackendName(service));
  return it == backends_.end() ? nullptr : it->second.calls.get();
}

void Backends::Close() const {
  for (const auto& [name, backend] : backends_) backend.calls->Close();
}

absl::Status Backends::CheckServes(
    const std::vector<const google::protobuf::ServiceDescriptor*>& services) const {
  std::vector<std::string> missing;
  for (const auto* service : services) {
    if (Find(*service) == nullptr) missing.push_back(service->full_name());
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("services without a backend: {}", fmt::join(missing, ", ")));
}

std::map<std::string, bool> Backends::Serving(absl::Time deadline) const {
  std::map<std::string, Probe> probes;
  absl::BlockingCounter pending(static_cast<int>(backends_.size()));
  for (const auto& [name, backend] : backends_) {
    Probe& probe = probes[name];
    probe.context.set_deadline(absl::ToChronoTime(deadline));
    // The empty message: the health of the process as a whole.
    const grpc::Slice empty;
    probe.request = grpc::ByteBuffer(&empty, 1);
    grpc::GenericStub(backend.channel)
        .UnaryCall(&probe.context, kHealthCheck, grpc::StubOptions(), &probe.request,
                   &probe.response, [&probe, &pending](const grpc::Status& status) {
                     probe.Finish(status);
                     pending.DecrementCount();
                   });
  }
  pending.Wait();
  std::map<std::string, bool> serving;
  for (const auto& [name, probe] : probes) serving[name] = probe.serving;
  return serving;
}

}  // namespace hecha::proxy
