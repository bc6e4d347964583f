// The server's end of hecha.common.v1.CallStream: unpacks the calls of each frame, and packs the
// answers of those that have ended into the next frame back.
//
// Safe for concurrent use.
#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/common/rpc/incoming_call.h"
#include "services/common/rpc/pacer.h"

namespace hecha::rpc {

class CallStreamService final : public grpc::Service {
 public:
  // Runs on a thread of gRPC's and must not block. `method` is "package.Service/Method", of which
  // nothing is known yet.
  using Entry = std::function<void(std::string_view method, std::unique_ptr<IncomingCall> call)>;

  explicit CallStreamService(Entry entry);
  ~CallStreamService();

  // Asks every client, those that come later too, to take its next calls elsewhere. A stream ends
  // when what had been sent is answered, so that a server which drains drops nothing.
  void Retire();

 private:
  class Stream;
  class CarriedCall;

  const Entry entry_;
  absl::Mutex mutex_;
  std::map<Stream*, std::shared_ptr<Stream>> streams_ ABSL_GUARDED_BY(mutex_);
  bool retiring_ ABSL_GUARDED_BY(mutex_) = false;
  // Last: its thread uses the rest.
  Pacer pacer_;
};

}  // namespace hecha::rpc
