// What a message may hold, well-formed as it is, that no handler should meet.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace hecha::rpc {

// Of what comes by a call: its request, or the payload of an event that it delivers.
//
// InvalidArgument for the first value, at any depth, that its type does not define; the refusal
// names its path ("rows[2].sector"):
//   UNKNOWN_CODE        an enum number without a name; proto3 parsing keeps these
//   TIMESTAMP_RANGE     a Timestamp outside the years 0001 to 9999 (timestamp.proto)
absl::Status CheckValues(const google::protobuf::Message& message);

}  // namespace hecha::rpc
