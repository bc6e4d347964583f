// Query parameters to request fields, as google.api.http has them: "state=TRIAGED&tags=a&tags=b"
// and "filter.division=3704".
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace hecha::transcoding {

// Sets the scalar field at the dotted `path` of `message` from `text`; adds to it where it is
// repeated. InvalidArgument UNKNOWN_FIELD, DUPLICATE_FIELD (a singular field that has a value
// already), or as RefuseValue.
absl::Status SetAtPath(google::protobuf::Message& message, std::string_view path,
                       std::string_view text);

// Sets every pair in order.
absl::Status ReadQuery(const std::vector<std::pair<std::string, std::string>>& query,
                       google::protobuf::Message& message);

}  // namespace hecha::transcoding
