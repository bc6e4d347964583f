// A grpc::Service made of a proto descriptor: what generated code would be, but with one entry
// for all of its methods.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace hecha::rpc {

// Ends one unary call, and tells when its caller leaves before that.
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  // Calls `hook` once if the call is cancelled before it is finished; at once if it was. A later
  // hook takes the place of an earlier one.
  void WhenCancelled(std::function<void()> hook);

 private:
  void OnCancel() override;
  void OnDone() override { delete this; }

  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> hook_ ABSL_GUARDED_BY(mutex_);
};

// One unary call. The buffers and the context live until `reactor` is finished, which must
// happen exactly once, on any thread.
struct RawCall {
  grpc::CallbackServerContext& context;
  const grpc::ByteBuffer& request;
  grpc::ByteBuffer& response;
  UnaryReactor& reactor;
};

class DescriptorService final : public grpc::Service {
 public:
  // `entry` runs on a thread of gRPC's and must not block; `index` is the method's in
  // `descriptor`. All methods must be unary.
  using Entry = std::function<void(int index, RawCall call)>;

  DescriptorService(const google::protobuf::ServiceDescriptor& descriptor, Entry entry);

 private:
  // gRPC keeps pointers into these.
  std::vector<std::string> paths_;
  Entry entry_;
};

}  // namespace hecha::rpc
