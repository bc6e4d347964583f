#include "services/common/rpc/call_metadata.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <charconv>

#include "absl/time/clock.h"
#include "services/common/base/id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The value of the singular string field `name`, or empty where there is no such field.
std::string StringField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() || field->type() != FieldDescriptor::TYPE_STRING)
    return "";
  return message.GetReflection()->GetString(message, field);
}

absl::Status CheckRequestId(std::string_view id) {
  if (id.size() <= kMaxRequestId && std::none_of(id.begin(), id.end(), IsControl))
    return absl::OkStatus();
  return RefuseField("REQUEST_ID_INVALID", "request_id", "请求编号最长64字节，且不得含控制字符",
                     "a request id has at most 64 bytes and no control characters");
}

absl::Status ReadEtag(std::string_view etag, int64_t& version) {
  if (etag.empty()) return absl::OkStatus();
  const auto [end, error] = std::from_chars(etag.data(), etag.data() + etag.size(), version);
  if (error == std::errc() && end == etag.data() + etag.size() && version > 0)
    return absl::OkStatus();
  return RefuseField("ETAG_INVALID", "etag", "版本标识必须原样取自先前的应答",
                     "an etag is taken unchanged from an earlier answer");
}

}  // namespace

absl::Status ReadConventions(const Message& request, std::string_view metadata_request_id,
                             Call& call) {
  call.request_id = StringField(request, "request_id");
  if (call.request_id.empty()) call.request_id = metadata_request_id;
  if (call.request_id.empty()) call.request_id = Uuid::V7(absl::Now()).ToString();
  RETURN_IF_ERROR(CheckRequestId(call.request_id));
  return ReadEtag(StringField(request, "etag"), call.expected_version);
}

}  // namespace hecha::rpc
