// The one bridge between absl::Status and what gRPC carries.
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace hecha::rpc {

// For a refusal: the code and message, with ErrorInfo (reason = rule, domain "hecha"),
// LocalizedMessage zh-CN and en, and a BadRequest for a named field, in
// grpc-status-details-bin. For any other error: Internal, Unknown and DataLoss are masked,
// their text logged beside a correlation id that the client is told.
grpc::Status ToGrpc(const absl::Status& status);

// Back again, refusal included.
absl::Status FromGrpc(const grpc::Status& status);

// The details of `status` as google.rpc.Status, for the HTTP edge. Masks as ToGrpc does.
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace hecha::rpc
