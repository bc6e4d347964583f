#include "services/common/rpc/descriptor_service.h"

#include <fmt/format.h>
#include <grpcpp/impl/codegen/rpc_service_method.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <utility>

namespace hecha::rpc {

void UnaryReactor::WhenCancelled(std::function<void()> hook) {
  {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_) {
      hook_ = std::move(hook);
      return;
    }
  }
  hook();
}

void UnaryReactor::OnCancel() {
  std::function<void()> hook;
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    hook = std::move(hook_);
  }
  if (hook) hook();
}

DescriptorService::DescriptorService(const google::protobuf::ServiceDescriptor& descriptor,
                                     Entry entry)
    : entry_(std::move(entry)) {
  paths_.reserve(static_cast<size_t>(descriptor.method_count()));
  for (int i = 0; i < descriptor.method_count(); ++i) {
    paths_.push_back(fmt::format("/{}/{}", descriptor.full_name(), descriptor.method(i)->name()));
    // The same two calls that protoc's gRPC plugin generates for a raw callback method.
    AddMethod(new grpc::internal::RpcServiceMethod(
        paths_.back().c_str(), grpc::internal::RpcMethod::NORMAL_RPC, /*handler=*/nullptr));
    MarkMethodRawCallback(
        i, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               [this, i](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                         grpc::ByteBuffer* response) {
                 auto* const reactor = new UnaryReactor;
                 entry_(i, {*context, *request, *response, *reactor});
                 return reactor;
               }));
  }
}

}  // namespace hecha::rpc
