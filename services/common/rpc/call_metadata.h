// What travels beside the messages of a call. The keys are the wire contract between the
// gateway, the services and native clients.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/common/base/actor.h"

namespace hecha::rpc {

inline constexpr char kTraceparentMetadata[] = "traceparent";
inline constexpr char kRequestIdMetadata[] = "hecha-request-id";

// Longest request_id (AIP-155) that is taken.
inline constexpr size_t kMaxRequestId = 64;

// Fills `call` from the fields that a request may carry by convention: `request_id` (AIP-155)
// and `etag` (AIP-154, the decimal version of the object). Where the request has no
// request_id, `metadata_request_id` counts, and a fresh one where that is empty too.
// InvalidArgument REQUEST_ID_INVALID or ETAG_INVALID, naming the field.
absl::Status ReadConventions(const google::protobuf::Message& request,
                             std::string_view metadata_request_id, Call& call);

}  // namespace hecha::rpc
