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

namespace hecha::rpc {

// One unary call. The buffers and the context live until `reactor` is finished, which must
// happen exactly once, on any thread.
struct RawCall {
  grpc::CallbackServerContext& context;
  const grpc::ByteBuffer& request;
  grpc::ByteBuffer& response;
  grpc::ServerUnaryReactor& reactor;
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
