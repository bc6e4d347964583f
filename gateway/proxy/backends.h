// Which process serves which proto service, by the package: hecha.intake.v1 is served by the
// backend "intake".
//
// Safe for concurrent use.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/rpc/call_stream.h"

namespace hecha::proxy {

// "intake" for hecha.intake.v1; empty for a package of another form.
std::string BackendName(const google::protobuf::ServiceDescriptor& service);

class Backends {
 public:
  // `channels` by backend name.
  explicit Backends(std::map<std::string, std::shared_ptr<grpc::Channel>> channels);

  // The way to the backend of `service`, or nullptr.
  rpc::CallStream* Find(const google::protobuf::ServiceDescriptor& service) const;

  // Cancels every call to a backend, later ones too.
  void Close() const;

  // FailedPrecondition that lists every service whose backend is missing.
  absl::Status CheckServes(
      const std::vector<const google::protobuf::ServiceDescriptor*>& services) const;

  // Asks every backend for its health (grpc.health.v1), all at once, and waits: which of them
  // say SERVING by `deadline`.
  std::map<std::string, bool> Serving(absl::Time deadline) const;

 private:
  struct Backend {
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<rpc::CallStream> calls;
  };
  std::map<std::string, Backend> backends_;
};

}  // namespace hecha::proxy
