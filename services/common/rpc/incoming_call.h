// One unary call as it reaches a Router, whichever way it came.
//
// Used by one thread at a time, but for IsCancelled.
#pragma once

#include <google/protobuf/message.h>

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace hecha::rpc {

class IncomingCall {
 public:
  virtual ~IncomingCall() = default;

  // The serialised request.
  virtual std::string_view request() const = 0;
  // What travels beside it (rpc/call_metadata.h); empty where there is none.
  virtual std::string_view Metadata(std::string_view key) const = 0;
  // In real time.
  virtual absl::Time deadline() const = 0;
  // True if the caller is gone.
  virtual bool IsCancelled() const = 0;
  // Answers, exactly once, with `response` or, where that is null, with the error `told`. What the
  // other functions returned may be gone after it.
  virtual void Finish(const absl::Status& told, const google::protobuf::Message* response) = 0;
};

}  // namespace hecha::rpc
