#include "services/common/rpc/request_values.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr int32_t kNanosASecond = 1'000'000'000;

absl::Status CheckTimestamp(const Timestamp& time, const std::string& path) {
  if (time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond && time.nanos() >= 0 &&
      time.nanos() < kNanosASecond)
    return absl::OkStatus();
  return RefuseField("TIMESTAMP_RANGE", path, "时间须在公元 1 年至 9999 年之间",
                     "a time lies within the years 1 to 9999");
}

absl::Status CheckCode(const FieldDescriptor& field, int number, const std::string& path) {
  if (field.enum_type()->FindValueByNumber(number) != nullptr) return absl::OkStatus();
  return RefuseField("UNKNOWN_CODE", path, fmt::format("没有编号为 {} 的代码", number),
                     fmt::format("no code has the number {}", number));
}

absl::Status CheckMessage(const Message& message, const std::string& path);

// Checks the value of `field`, or of its element `index` where the field is repeated.
absl::Status CheckValue(const Message& message, const FieldDescriptor& field, int index,
                        const std::string& path) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const int number = repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                                : reflection.GetEnumValue(message, &field);
    return CheckCode(field, number, path);
  }
  return CheckMessage(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                               : reflection.GetMessage(message, &field),
                      path);
}

absl::Status CheckMessage(const Message& message, const std::string& path) {
  if (const auto* time = google::protobuf::DynamicCastToGenerated<Timestamp>(&message))
    return CheckTimestamp(*time, path);
  std::vector<const FieldDescriptor*> present;
  message.GetReflection()->ListFields(message, &present);
  for (const FieldDescriptor* field : present) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM &&
        field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    const std::string here =
        path.empty() ? field->name() : fmt::format("{}.{}", path, field->name());
    if (!field->is_repeated()) {
      RETURN_IF_ERROR(CheckValue(message, *field, 0, here));
      continue;
    }
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i)
      RETURN_IF_ERROR(CheckValue(message, *field, i, fmt::format("{}[{}]", here, i)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckValues(const Message& message) { return CheckMessage(message, ""); }

}  // namespace hecha::rpc
