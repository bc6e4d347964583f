#include "gateway/services.h"

#include <span>
#include <string>

#include "services/common/rpc/policy.h"

namespace hecha::gateway {

// The files below protos/hecha, written by CMake: a new one is served without a line here.
extern const std::span<const char* const> kProtoFiles;

namespace {

using google::protobuf::ServiceDescriptor;

bool ForServicesOnly(const ServiceDescriptor& service) {
  for (int i = 0; i < service.method_count(); ++i) {
    const auto policy = rpc::PolicyOf(*service.method(i));
    // One without a policy is for the route table to complain about.
    if (!policy.ok() || policy->access() != options::v1::ACCESS_SERVICE) return false;
  }
  return true;
}

}  // namespace

std::vector<const ServiceDescriptor*> ServedServices() {
  std::vector<const ServiceDescriptor*> services;
  for (const char* name : kProtoFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      if (!ForServicesOnly(*file->service(i))) services.push_back(file->service(i));
    }
  }
  return services;
}

}  // namespace hecha::gateway
