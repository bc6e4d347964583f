#include "gateway/transcoding/value.h"

#include <fmt/format.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/time_util.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gateway/transcoding/text_forms.h"
#include "services/common/base/refusal.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// 2^63 and 2^64: the first doubles past int64 and uint64.
constexpr double kPastInt64 = 9223372036854775808.0;
constexpr double kPastUint64 = 18446744073709551616.0;

const char* TypeName(const FieldDescriptor& field, bool chinese) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return chinese ? "整数" : "an integer";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return chinese ? "数值" : "a number";
    case FieldDescriptor::CPPTYPE_BOOL:
      return chinese ? "true 或 false" : "true or false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return chinese ? "枚举名" : "the name of an enum value";
    case FieldDescriptor::CPPTYPE_STRING:
      return chinese ? "字符串" : "a string";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.is_map() || !IsScalarMessage(*field.message_type())) {
        return chinese ? "对象" : "an object";
      }
      return chinese ? "字符串" : "a string";
  }
  return "";
}

template <class T>
std::optional<T> ParseNumber(std::string_view text) {
  T value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> ParseDouble(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  // from_chars would take "inf" and "nan", which JSON does not know.
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  return ParseNumber<double>(text);
}

// Calls `set` or `add` of the reflection, whichever the field needs.
#define HECHA_PUT(Type, value)                               \
  do {                                                       \
    const Reflection& reflection = *message.GetReflection(); \
    if (field.is_repeated()) {                               \
      reflection.Add##Type(&message, &field, value);         \
    } else {                                                 \
      reflection.Set##Type(&message, &field, value);         \
    }                                                        \
    return Fault::kNone;                                     \
  } while (false)

Fault PutEnum(Message& message, const FieldDescriptor& field, int64_t number) {
  if (number < std::numeric_limits<int32_t>::min() ||
      number > std::numeric_limits<int32_t>::max() ||
      field.enum_type()->FindValueByNumber(static_cast<int>(number)) == nullptr) {
    return Fault::kUnknownEnumValue;
  }
  HECHA_PUT(EnumValue, static_cast<int>(number));
}

Fault PutReal(Message& message, const FieldDescriptor& field, double value) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) HECHA_PUT(Double, value);
  const auto narrow = static_cast<float>(value);
  if (std::isinf(narrow) && !std::isinf(value)) return Fault::kOutOfRange;
  HECHA_PUT(Float, narrow);
}

Message& Place(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? *reflection.AddMessage(&message, &field)
                             : *reflection.MutableMessage(&message, &field);
}

bool IsWrapper(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
    case Descriptor::WELLKNOWNTYPE_FLOATVALUE:
    case Descriptor::WELLKNOWNTYPE_INT64VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT64VALUE:
    case Descriptor::WELLKNOWNTYPE_INT32VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT32VALUE:
    case Descriptor::WELLKNOWNTYPE_STRINGVALUE:
    case Descriptor::WELLKNOWNTYPE_BYTESVALUE:
    case Descriptor::WELLKNOWNTYPE_BOOLVALUE:
      return true;
    default:
      return false;
  }
}

// Sets the one field of a wrapper in place of `field` itself.
template <class Value>
Fault PutWrapped(Message& message, const FieldDescriptor& field, Value value,
                 Fault (*set)(Message&, const FieldDescriptor&, Value)) {
  const FieldDescriptor& inner = *field.message_type()->field(0);
  std::unique_ptr<Message> wrapper(
      message.GetReflection()->GetMessageFactory()->GetPrototype(field.message_type())->New());
  const Fault fault = set(*wrapper, inner, value);
  if (fault == Fault::kNone) Place(message, field).CopyFrom(*wrapper);
  return fault;
}

void PutSecondsAndNanos(Message& to, int64_t seconds, int32_t nanos) {
  const Reflection& reflection = *to.GetReflection();
  reflection.SetInt64(&to, to.GetDescriptor()->FindFieldByNumber(1), seconds);
  reflection.SetInt32(&to, to.GetDescriptor()->FindFieldByNumber(2), nanos);
}

// Names with dots between them, and commas between these; the library reads more, and not
// everywhere as the same.
bool IsFieldMask(std::string_view text) {
  bool within = text.empty();
  for (const char c : text) {
    const bool of_name = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!of_name && (!within || (c != '.' && c != ','))) return false;
    within = of_name;
  }
  return within;
}

Fault PutMessageText(Message& message, const FieldDescriptor& field, std::string_view text) {
  using google::protobuf::util::TimeUtil;
  const Descriptor& type = *field.message_type();
  const std::string copy(text);
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP: {
      google::protobuf::Timestamp time;
      if (!TimeUtil::FromString(copy, &time)) return Fault::kBadTimestamp;
      PutSecondsAndNanos(Place(message, field), time.seconds(), time.nanos());
      return Fault::kNone;
    }
    case Descriptor::WELLKNOWNTYPE_DURATION: {
      google::protobuf::Duration duration;
      if (!TimeUtil::FromString(copy, &duration)) return Fault::kBadDuration;
      PutSecondsAndNanos(Place(message, field), duration.seconds(), duration.nanos());
      return Fault::kNone;
    }
    case Descriptor::WELLKNOWNTYPE_FIELDMASK: {
      google::protobuf::FieldMask mask;
      if (!IsFieldMask(text) ||
          !google::protobuf::util::FieldMaskUtil::FromJsonString(copy, &mask)) {
        return Fault::kBadFieldMask;
      }
      Message& to = Place(message, field);
      for (const std::string& path : mask.paths()) {
        to.GetReflection()->AddString(&to, type.FindFieldByNumber(1), path);
      }
      return Fault::kNone;
    }
    default:
      if (IsWrapper(type)) return PutWrapped<std::string_view>(message, field, text, SetText);
      return Fault::kWrongType;
  }
}

// The part that every value's name begins with: "LEVEL_" of LEVEL_UNSPECIFIED. Value 0 has that
// suffix in every enum of ours; in another's the prefix is empty.
std::string EnumPrefix(const EnumDescriptor& type) {
  constexpr std::string_view kSuffix = "UNSPECIFIED";
  const std::string& zero = type.value(0)->name();
  if (!std::string_view(zero).ends_with(kSuffix)) return "";
  return zero.substr(0, zero.size() - kSuffix.size());
}

// By the value's name, or by what is left of it without the prefix: people write "TOWN" for
// LEVEL_TOWN.
const EnumValueDescriptor* FindEnumValue(const EnumDescriptor& type, std::string_view text) {
  const EnumValueDescriptor* value = type.FindValueByName(std::string(text));
  return value != nullptr ? value
                          : type.FindValueByName(fmt::format("{}{}", EnumPrefix(type), text));
}

std::string EnumNames(const EnumDescriptor& type) {
  std::vector<std::string_view> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

absl::Status RefuseValue(Fault fault, const FieldDescriptor& field, std::string_view path) {
  const auto refuse = [path](std::string_view rule, std::string_view zh, std::string_view en) {
    return RefuseField(rule, path, fmt::format("{}：{}", path, zh),
                       fmt::format("{}: {}", path, en));
  };
  switch (fault) {
    case Fault::kWrongType:
      return refuse("WRONG_TYPE", fmt::format("应为{}", TypeName(field, true)),
                    fmt::format("must be {}", TypeName(field, false)));
    case Fault::kOutOfRange:
      return refuse("OUT_OF_RANGE", "数值超出范围", "the number is out of range");
    case Fault::kUnknownEnumValue:
      return refuse("UNKNOWN_ENUM_VALUE",
                    fmt::format("没有这个枚举值，可用：{}", EnumNames(*field.enum_type())),
                    fmt::format("must be one of {}", EnumNames(*field.enum_type())));
    case Fault::kBadBase64:
      return refuse("BAD_BASE64", "不是有效的 base64", "must be base64");
    case Fault::kBadTimestamp:
      return refuse("BAD_TIMESTAMP", "应为 RFC 3339 时间，如 2019-04-15T08:00:00Z",
                    "must be an RFC 3339 time such as 2019-04-15T08:00:00Z");
    case Fault::kBadDuration:
      return refuse("BAD_DURATION", "应为以 s 结尾的秒数，如 1.5s",
                    "must be seconds that end in s, such as 1.5s");
    case Fault::kBadFieldMask:
      return refuse("BAD_FIELD_MASK", "不是有效的字段列表",
                    "must be a comma-separated list of fields");
    case Fault::kNone:
      break;
  }
  return absl::OkStatus();
}

bool IsScalarMessage(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
    case Descriptor::WELLKNOWNTYPE_DURATION:
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return true;
    default:
      return IsWrapper(type);
  }
}

Fault SetText(Message& message, const FieldDescriptor& field, std::string_view text) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        std::optional<std::string> bytes = FromBase64(text);
        if (!bytes.has_value()) return Fault::kBadBase64;
        HECHA_PUT(String, *std::move(bytes));
      }
      HECHA_PUT(String, std::string(text));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const EnumValueDescriptor* value = FindEnumValue(*field.enum_type(), text);
      if (value != nullptr) HECHA_PUT(Enum, value);
      const std::optional<int64_t> number = ParseNumber<int64_t>(text);
      return number.has_value() ? PutEnum(message, field, *number) : Fault::kUnknownEnumValue;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") return Fault::kWrongType;
      return SetBool(message, field, text == "true");
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: {
      const std::optional<double> value = ParseDouble(text);
      return value.has_value() ? PutReal(message, field, *value) : Fault::kWrongType;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return PutMessageText(message, field, text);
    default:
      break;
  }
  if (const auto value = ParseNumber<int64_t>(text)) return SetInteger(message, field, *value);
  if (const auto value = ParseNumber<uint64_t>(text)) return SetUnsigned(message, field, *value);
  const std::optional<double> value = ParseDouble(text);
  return value.has_value() ? SetDouble(message, field, *value) : Fault::kWrongType;
}

Fault SetInteger(Message& message, const FieldDescriptor& field, int64_t value) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
      HECHA_PUT(Int64, value);
    case FieldDescriptor::CPPTYPE_UINT64:
      if (value < 0) return Fault::kOutOfRange;
      HECHA_PUT(UInt64, static_cast<uint64_t>(value));
    case FieldDescriptor::CPPTYPE_INT32:
      if (value < std::numeric_limits<int32_t>::min() ||
          value > std::numeric_limits<int32_t>::max()) {
        return Fault::kOutOfRange;
      }
      HECHA_PUT(Int32, static_cast<int32_t>(value));
    case FieldDescriptor::CPPTYPE_UINT32:
      if (value < 0 || value > std::numeric_limits<uint32_t>::max()) return Fault::kOutOfRange;
      HECHA_PUT(UInt32, static_cast<uint32_t>(value));
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutReal(message, field, static_cast<double>(value));
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(message, field, value);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!IsWrapper(*field.message_type())) return Fault::kWrongType;
      return PutWrapped<int64_t>(message, field, value, SetInteger);
    default:
      return Fault::kWrongType;
  }
}

Fault SetUnsigned(Message& message, const FieldDescriptor& field, uint64_t value) {
  if (value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return SetInteger(message, field, static_cast<int64_t>(value));
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT64:
      HECHA_PUT(UInt64, value);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutReal(message, field, static_cast<double>(value));
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT32:
      return Fault::kOutOfRange;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Fault::kUnknownEnumValue;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!IsWrapper(*field.message_type())) return Fault::kWrongType;
      return PutWrapped<uint64_t>(message, field, value, SetUnsigned);
    default:
      return Fault::kWrongType;
  }
}

Fault SetDouble(Message& message, const FieldDescriptor& field, double value) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutReal(message, field, value);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      if (std::isnan(value) || value != std::trunc(value)) return Fault::kWrongType;
      if (value >= -kPastInt64 && value < kPastInt64) {
        return SetInteger(message, field, static_cast<int64_t>(value));
      }
      if (value < 0 || value >= kPastUint64) return Fault::kOutOfRange;
      return SetUnsigned(message, field, static_cast<uint64_t>(value));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!IsWrapper(*field.message_type())) return Fault::kWrongType;
      return PutWrapped<double>(message, field, value, SetDouble);
    default:
      return Fault::kWrongType;
  }
}

Fault SetBool(Message& message, const FieldDescriptor& field, bool value) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) HECHA_PUT(Bool, value);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && IsWrapper(*field.message_type())) {
    return PutWrapped<bool>(message, field, value, SetBool);
  }
  return Fault::kWrongType;
}

}  // namespace hecha::transcoding
