// The one bridge between absl::Status and what gRPC carries (AIP-193).
#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace hecha::rpc {

// `status` as a caller may be told of it: always a refusal, unless it is Ok.
//
// A refusal stays as it is. Internal, Unknown and DataLoss become the refusal INTERNAL, which
// tells only a correlation id, the trace id of `traceparent`; their own text is logged beside
// it. Errors of the way (Unavailable, DeadlineExceeded, …) are told in fixed sentences, because
// their own text names our addresses. Any other error keeps its text, its code being the rule.
absl::Status Mask(const absl::Status& status, std::string_view traceparent = {});

// This process has no room for the call: ResourceExhausted, rule OVERLOADED. The details that
// a client sees tell it to come back after a second (RetryInfo).
absl::Status Overloaded();

// Masks, and puts ErrorInfo (reason = rule, domain "hecha"), LocalizedMessage zh-CN and en, and
// a BadRequest for a named field into grpc-status-details-bin.
grpc::Status ToGrpc(const absl::Status& status, std::string_view traceparent = {});

// Back again, refusal included.
absl::Status FromGrpc(const grpc::Status& status);

// The same as ToGrpc in the form of the HTTP edge.
google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view traceparent = {});

}  // namespace hecha::rpc
