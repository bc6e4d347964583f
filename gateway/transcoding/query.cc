#include "gateway/transcoding/query.h"

#include <fmt/format.h>

#include <set>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/value.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status RefuseUnknownField(std::string_view path) {
  return RefuseField("UNKNOWN_FIELD", path, fmt::format("没有参数 {}", path),
                     fmt::format("there is no parameter {}", path));
}

absl::Status RefuseDuplicate(std::string_view path) {
  return RefuseField("DUPLICATE_FIELD", path, fmt::format("参数 {} 重复", path),
                     fmt::format("the parameter {} comes twice", path));
}

// An address lies in logs and histories; what is sensitive belongs into the body or a header.
absl::Status RefuseInUrl(std::string_view path) {
  return RefuseField("SENSITIVE_IN_URL", path, fmt::format("{} 不能放在网址里", path),
                     fmt::format("{} must not be part of an address", path));
}

bool IsSensitive(const google::protobuf::Descriptor& type, std::string_view path) {
  const FieldDescriptor* field = FindField(type, path.substr(0, path.find('.')));
  return field != nullptr && field->options().GetExtension(options::v1::sensitive);
}

bool IsScalar(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         IsScalarMessage(*field.message_type());
}

}  // namespace

absl::Status SetAtPath(Message& message, std::string_view path, std::string_view text) {
  Message* at = &message;
  std::string_view rest = path;
  while (true) {
    const size_t dot = rest.find('.');
    const FieldDescriptor* field = FindField(*at->GetDescriptor(), rest.substr(0, dot));
    if (field == nullptr || field->is_map()) return RefuseUnknownField(path);
    if (dot == std::string_view::npos) {
      if (!IsScalar(*field)) return RefuseUnknownField(path);
      if (!field->is_repeated() && at->GetReflection()->HasField(*at, field)) {
        return RefuseDuplicate(path);
      }
      const Fault fault = SetText(*at, *field, text);
      return fault == Fault::kNone ? absl::OkStatus() : RefuseValue(fault, *field, path);
    }
    if (IsScalar(*field) || field->is_repeated()) return RefuseUnknownField(path);
    at = at->GetReflection()->MutableMessage(at, field);
    rest = rest.substr(dot + 1);
  }
}

absl::Status ReadQuery(const std::vector<std::pair<std::string, std::string>>& query,
                       Message& message) {
  for (const auto& [name, value] : query) {
    if (IsSensitive(*message.GetDescriptor(), name)) return RefuseInUrl(name);
    RETURN_IF_ERROR(SetAtPath(message, name, value));
  }
  return absl::OkStatus();
}

}  // namespace hecha::transcoding
