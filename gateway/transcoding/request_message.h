// The message that an HTTP request stands for.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/transcoding/exchange.h"

namespace hecha::transcoding {

// Fills `message` from body, path, query and headers. A header stands for a field that the rest
// does not name: If-Match for `etag` (AIP-154), Upload-Offset for `offset`, X-Receipt for
// `receipt`. InvalidArgument that names the field.
absl::Status FillMessage(const Exchange& exchange, google::protobuf::Message& message);

// The same as the bytes of the route's request.
absl::StatusOr<grpc::ByteBuffer> MakeRequest(const Exchange& exchange,
                                             google::protobuf::MessageFactory& messages);

// The field of an object's version (AIP-154), or nullptr.
const google::protobuf::FieldDescriptor* EtagField(const google::protobuf::Message& message);

}  // namespace hecha::transcoding
