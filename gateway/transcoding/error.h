// Errors as AIP-193 has them over HTTP: {"error": {code, message, status, details[]}}.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "gateway/http/message.h"

namespace hecha::transcoding {

// The HTTP status that google.rpc.Code maps to.
int HttpStatusOf(absl::StatusCode code);

// True if `accept_language` (RFC 9110 section 12.5.4) puts English before Chinese; without
// either, Chinese it is.
bool PrefersEnglish(std::string_view accept_language);

// The answer that tells of `status`, masked as rpc::Mask does, with its details. What may be
// retried carries Retry-After.
http::Response ErrorResponse(const absl::Status& status, std::string_view accept_language,
                             std::string_view traceparent = {});

// The answer to a request that the server itself turned down with that HTTP status; 404 and 405
// for what no route knows.
http::Response RefusedByServer(int http_status, std::string_view accept_language);

}  // namespace hecha::transcoding
