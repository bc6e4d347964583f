// The same unary call over gRPC again and again: each as a call of gRPC's own, as a native client
// makes them, or within one stream, as the gateway does.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "tests/bench/measurement.h"

namespace hecha::bench {

struct GrpcLoadOptions {
  std::shared_ptr<grpc::Channel> channel;
  // "package.Service/Method" and its serialised request.
  std::string method;
  std::string request;
  // Who calls: the session's token, or a serialised SignedActor.
  std::string token = {};
  std::string actor = {};
  int callers = 16;
  std::chrono::duration<double> duration = {};
};

Measurement RunUnaryLoad(const GrpcLoadOptions& options);
Measurement RunStreamLoad(const GrpcLoadOptions& options);

}  // namespace hecha::bench
