#include "gateway/transcoding/request_message.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <grpcpp/support/slice.h>

#include <string>
#include <vector>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/query.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What the path says, over what the body may say: refused where they differ.
absl::Status ApplyVariables(const Route& route, const std::vector<std::string>& values,
                            Message& message) {
  size_t next = 0;
  for (const PathTemplate::Segment& segment : route.path.segments) {
    if (!segment.variable) continue;
    const std::string& value = values[next];
    Message* holder = &message;
    const std::vector<const FieldDescriptor*>& way = route.variables[next++];
    for (size_t i = 0; i + 1 < way.size(); ++i) {
      holder = holder->GetReflection()->MutableMessage(holder, way[i]);
    }
    const FieldDescriptor& field = *way.back();
    const google::protobuf::Reflection& reflection = *holder->GetReflection();
    const bool set = reflection.HasField(*holder, &field);
    const bool same = set && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                      reflection.GetString(*holder, &field) == value;
    if (same) continue;
    if (set) {
      return RefuseField("CONFLICTS_WITH_PATH", segment.text,
                         fmt::format("{} 与网址不一致", segment.text),
                         fmt::format("{} differs from the path", segment.text));
    }
    RETURN_IF_ERROR(SetAtPath(message, segment.text, value));
  }
  return absl::OkStatus();
}

absl::Status ReadBody(const http::Request& request, const Route& route, Message& message) {
  const bool takes_body = route.body_is_request || route.body_field != nullptr;
  if (!takes_body) {
    if (request.body.empty()) return absl::OkStatus();
    return RefuseField("UNEXPECTED_BODY", "", "此请求不应有内容", "this request takes no body");
  }
  // Read piece by piece, elsewhere.
  if (request.stream != nullptr) return absl::OkStatus();
  // An empty body is an empty request.
  if (request.body.empty()) return absl::OkStatus();
  if (route.body_is_request) return ReadJson(request.body, message);
  return ReadJsonField(request.body, *route.body_field, message);
}

// If-Match: "7" stands for an etag that the request itself does not name (AIP-154). A proxy that
// compresses makes W/"7" of ours, and so it comes back. What cannot be looked at is refused:
// whoever sent it counts on it.
absl::Status ApplyIfMatch(const http::Request& request, Message& message) {
  std::string_view tag = request.Header("if-match");
  if (tag.empty() || tag == "*" || !Changes(request.method)) return absl::OkStatus();
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  const FieldDescriptor* field = EtagField(message);
  const bool quoted = tag.size() > 2 && tag.starts_with('"') && tag.ends_with('"');
  if (field == nullptr || !quoted)
    return RefuseField(
        "ETAG_INVALID", "etag", "If-Match 应为先前应答中的 ETag，且此操作须支持版本校验",
        "If-Match takes the ETag of an earlier answer, where the method has an etag");
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (reflection.HasField(message, field)) return absl::OkStatus();
  reflection.SetString(&message, field, std::string(tag.substr(1, tag.size() - 2)));
  return absl::OkStatus();
}

// A header that stands for the field of that name, where the message has one.
absl::Status ApplyHeader(const http::Request& request, std::string_view header,
                         const std::string& field_name, Message& message) {
  const std::string_view value = request.Header(header);
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  if (value.empty() || field == nullptr) return absl::OkStatus();
  if (message.GetReflection()->HasField(message, field)) return absl::OkStatus();
  return SetAtPath(message, field_name, value);
}

}  // namespace

absl::Status FillMessage(const Exchange& exchange, Message& message) {
  const http::Request& request = exchange.request;
  RETURN_IF_ERROR(ReadBody(request, *exchange.match.route, message));
  RETURN_IF_ERROR(ApplyVariables(*exchange.match.route, exchange.match.values, message));
  if (!request.query.empty()) {
    ASSIGN_OR_RETURN(const auto query, http::ParseQuery(request.query));
    RETURN_IF_ERROR(ReadQuery(query, message));
  }
  RETURN_IF_ERROR(ApplyIfMatch(request, message));
  RETURN_IF_ERROR(ApplyHeader(request, "upload-offset", "offset", message));
  return ApplyHeader(request, "x-receipt", "receipt", message);
}

absl::StatusOr<grpc::ByteBuffer> MakeRequest(const Exchange& exchange,
                                             google::protobuf::MessageFactory& messages) {
  google::protobuf::Arena arena;
  Message& message =
      *messages.GetPrototype(exchange.match.route->method->input_type())->New(&arena);
  RETURN_IF_ERROR(FillMessage(exchange, message));
  const grpc::Slice bytes(message.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

const FieldDescriptor* EtagField(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("etag");
  const bool usable = field != nullptr && !field->is_repeated() &&
                      field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return usable ? field : nullptr;
}

}  // namespace hecha::transcoding
