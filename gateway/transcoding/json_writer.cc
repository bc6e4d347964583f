#include "gateway/transcoding/json_writer.h"

#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>

#include "gateway/transcoding/text_forms.h"
#include "gateway/transcoding/value.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Text(std::string_view text, JsonWriter& writer) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Raw(const std::string& number, JsonWriter& writer) {
  writer.RawValue(number.data(), number.size(), rapidjson::kNumberType);
}

template <class Real>
void WriteReal(Real value, JsonWriter& writer) {
  if (std::isnan(value)) return Text("NaN", writer);
  if (std::isinf(value)) return Text(value > 0 ? "Infinity" : "-Infinity", writer);
  // The shortest text that reads back as the same value.
  Raw(fmt::format("{}", value), writer);
}

void WriteEnum(int number, const EnumDescriptor& type, JsonWriter& writer) {
  const auto* value = type.FindValueByNumber(number);
  if (value != nullptr) return Text(value->name(), writer);
  writer.Int(number);
}

void TextOrNull(const std::string& text, JsonWriter& writer) {
  if (text.empty()) {
    writer.Null();
  } else {
    Text(text, writer);
  }
}

// The value of a singular field, or of element `index` of a repeated one.
void WriteValue(const Message& message, const FieldDescriptor& field, int index,
                JsonWriter& writer) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
#define HECHA_GET(Type)                                            \
  (repeated ? reflection.GetRepeated##Type(message, &field, index) \
            : reflection.Get##Type(message, &field))
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      writer.Int(HECHA_GET(Int32));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      writer.Uint(HECHA_GET(UInt32));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      return Text(fmt::format_int(HECHA_GET(Int64)).c_str(), writer);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Text(fmt::format_int(HECHA_GET(UInt64)).c_str(), writer);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return WriteReal(HECHA_GET(Double), writer);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return WriteReal(HECHA_GET(Float), writer);
    case FieldDescriptor::CPPTYPE_BOOL:
      writer.Bool(HECHA_GET(Bool));
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return WriteEnum(HECHA_GET(EnumValue), *field.enum_type(), writer);
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text =
          repeated ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                   : reflection.GetStringReference(message, &field, &scratch);
      if (field.type() == FieldDescriptor::TYPE_BYTES) return Text(ToBase64(text), writer);
      return Text(text, writer);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return WriteJson(HECHA_GET(Message), writer);
  }
#undef HECHA_GET
}

void WriteMapKey(const Message& entry, const FieldDescriptor& key, JsonWriter& writer) {
  const Reflection& reflection = *entry.GetReflection();
  std::string text;
  switch (key.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      text = reflection.GetString(entry, &key);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      text = reflection.GetBool(entry, &key) ? "true" : "false";
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      text = fmt::format("{}", reflection.GetInt32(entry, &key));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      text = fmt::format("{}", reflection.GetUInt32(entry, &key));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      text = fmt::format("{}", reflection.GetInt64(entry, &key));
      break;
    default:
      text = fmt::format("{}", reflection.GetUInt64(entry, &key));
      break;
  }
  writer.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void WriteMap(const Message& message, const FieldDescriptor& field, JsonWriter& writer) {
  const Reflection& reflection = *message.GetReflection();
  writer.StartObject();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
    WriteMapKey(entry, *field.message_type()->map_key(), writer);
    WriteValue(entry, *field.message_type()->map_value(), -1, writer);
  }
  writer.EndObject();
}

void WriteFields(const Message& message, JsonWriter& writer) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.has_presence() && !reflection.HasField(message, &field)) continue;
    writer.Key(field.json_name().data(),
               static_cast<rapidjson::SizeType>(field.json_name().size()));
    if (field.is_map()) {
      WriteMap(message, field, writer);
    } else if (field.is_repeated()) {
      writer.StartArray();
      const int size = reflection.FieldSize(message, &field);
      for (int j = 0; j < size; ++j) WriteValue(message, field, j, writer);
      writer.EndArray();
    } else {
      WriteValue(message, field, -1, writer);
    }
  }
}

// The message that an Any holds, written in place with its "@type". One of a type that this
// binary does not know keeps its name alone.
void WriteAny(const Message& message, JsonWriter& writer) {
  google::protobuf::Any any;
  if (!any.ParseFromString(message.SerializeAsString())) return (void)writer.Null();
  const std::string_view url = any.type_url();
  const std::string name(url.substr(std::min(url.size(), url.rfind('/') + 1)));
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  std::unique_ptr<Message> held;
  if (type != nullptr) {
    held.reset(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  }
  if (held == nullptr || !held->ParseFromString(any.value())) {
    writer.StartObject();
    writer.Key("@type");
    Text(url, writer);
    writer.EndObject();
    return;
  }
  WriteJson(*held, writer, any.type_url());
}

std::pair<int64_t, int32_t> SecondsAndNanos(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const Descriptor& type = *message.GetDescriptor();
  return {reflection.GetInt64(message, type.FindFieldByNumber(1)),
          reflection.GetInt32(message, type.FindFieldByNumber(2))};
}

// Writes the types whose JSON form is not an object of their fields; false for the others.
bool WriteWellKnown(const Message& message, JsonWriter& writer) {
  const Descriptor& type = *message.GetDescriptor();
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
      return false;
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP: {
      const auto [seconds, nanos] = SecondsAndNanos(message);
      TextOrNull(FormatTimestamp(seconds, nanos), writer);
      return true;
    }
    case Descriptor::WELLKNOWNTYPE_DURATION: {
      const auto [seconds, nanos] = SecondsAndNanos(message);
      TextOrNull(FormatDuration(seconds, nanos), writer);
      return true;
    }
    case Descriptor::WELLKNOWNTYPE_FIELDMASK: {
      google::protobuf::FieldMask mask;
      std::string text;
      mask.ParseFromString(message.SerializeAsString());
      google::protobuf::util::FieldMaskUtil::ToJsonString(mask, &text);
      Text(text, writer);
      return true;
    }
    case Descriptor::WELLKNOWNTYPE_ANY:
      WriteAny(message, writer);
      return true;
    default:
      if (!IsScalarMessage(type)) return false;
      WriteValue(message, *type.field(0), -1, writer);
      return true;
  }
}

}  // namespace

void WriteJson(const Message& message, JsonWriter& writer, const std::string& type_url) {
  const auto type_member = [&] {
    if (type_url.empty()) return;
    writer.Key("@type");
    Text(type_url, writer);
  };
  if (type_url.empty() && WriteWellKnown(message, writer)) return;
  writer.StartObject();
  type_member();
  if (message.GetDescriptor()->well_known_type() != Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
    // Inside an Any such a type is the member "value" (proto3 JSON mapping).
    writer.Key("value");
    if (!WriteWellKnown(message, writer)) writer.Null();
  } else {
    WriteFields(message, writer);
  }
  writer.EndObject();
}

std::string WriteJson(const Message& message) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  WriteJson(message, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hecha::transcoding
