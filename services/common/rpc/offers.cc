#include "services/common/rpc/offers.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "google/api/annotations.pb.h"
#include "services/common/rpc/policy.h"

namespace hecha::rpc {
namespace {

const google::protobuf::MethodDescriptor* FindMethod(std::string_view service,
                                                     std::string_view method) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      fmt::format("{}.{}", service, method));
}

}  // namespace

bool Offers::MayCall(std::string_view method) const {
  const google::protobuf::MethodDescriptor* descriptor = FindMethod(service_, method);
  if (descriptor == nullptr) return false;
  const absl::StatusOr<options::v1::MethodPolicy> policy = PolicyOf(*descriptor);
  return policy.ok() && Authorize(*policy, actor_).ok();
}

std::string Offers::ActionName(std::string_view method) const {
  const std::string& path =
      FindMethod(service_, method)->options().GetExtension(google::api::http).post();
  const size_t colon = path.rfind(':');
  if (colon != std::string::npos) return path.substr(colon + 1);
  std::string name(method);
  name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

}  // namespace hecha::rpc
