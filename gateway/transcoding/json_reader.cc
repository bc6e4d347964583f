#include "gateway/transcoding/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <set>
#include <string>
#include <vector>

#include "gateway/transcoding/json_locator.h"
#include "gateway/transcoding/value.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using simdjson::dom::element;
using simdjson::dom::element_type;

// Where the reader is: links up the stack, turned into text only when something is refused.
class Path {
 public:
  Path() = default;
  // A field of the object at `parent`.
  Path(const Path& parent, std::string_view name) : Path(parent, Kind::kField, name, 0) {}
  static Path Entry(const Path& parent, int index) { return {parent, Kind::kEntry, "", index}; }
  static Path Key(const Path& parent, std::string_view key) { return {parent, Kind::kKey, key, 0}; }

  int depth() const { return depth_; }

  std::string ToString() const {
    if (parent_ == nullptr) return "";
    const std::string text = parent_->ToString();
    switch (kind_) {
      case Kind::kEntry:
        return fmt::format("{}[{}]", text, index_);
      case Kind::kKey:
        return fmt::format("{}[\"{}\"]", text, name_);
      case Kind::kField:
        break;
    }
    return text.empty() ? std::string(name_) : fmt::format("{}.{}", text, name_);
  }

 private:
  enum class Kind { kField, kEntry, kKey };
  Path(const Path& parent, Kind kind, std::string_view name, int index)
      : parent_(&parent), kind_(kind), name_(name), index_(index), depth_(parent.depth_ + 1) {}

  const Path* parent_ = nullptr;
  Kind kind_ = Kind::kField;
  std::string_view name_;
  int index_ = 0;
  int depth_ = 0;
};

absl::Status RefuseTooDeep(std::string_view field) {
  return RefuseField("TOO_DEEP", field, fmt::format("{}：JSON 嵌套过深", field),
                     fmt::format("{}: the JSON is nested too deeply", field));
}

absl::Status RefuseTwice(std::string_view field) {
  return RefuseField("DUPLICATE_FIELD", field, fmt::format("字段 {} 重复", field),
                     fmt::format("the field {} comes twice", field));
}

absl::Status RefuseParse(std::string_view json, simdjson::error_code error) {
  switch (error) {
    case simdjson::DEPTH_ERROR:
      return RefuseTooDeep(FieldAt(json, FindDeeperThan(json, kMaxJsonDepth)));
    case simdjson::UTF8_ERROR: {
      const std::string field = FieldAt(json, FindInvalidUtf8(json));
      return RefuseField("INVALID_UTF8", field, fmt::format("{}：不是有效的 UTF-8", field),
                         fmt::format("{}: is not valid UTF-8", field));
    }
    default:
      return RefuseField(
          "MALFORMED_JSON", "", "请求不是有效的 JSON",
          fmt::format("the request is not JSON: {}", simdjson::error_message(error)));
  }
}

absl::Status ReadMessage(const element& value, Message& message, const Path& path);

// One value that is no list and no map: sets the field, or adds to it where it is repeated.
absl::Status ReadSingle(const element& value, const FieldDescriptor& field, Message& message,
                        const Path& path) {
  Fault fault = Fault::kWrongType;
  switch (value.type()) {
    case element_type::STRING:
      fault = SetText(message, field, std::string_view(value));
      break;
    case element_type::INT64:
      fault = SetInteger(message, field, int64_t(value));
      break;
    case element_type::UINT64:
      fault = SetUnsigned(message, field, uint64_t(value));
      break;
    case element_type::DOUBLE:
      fault = SetDouble(message, field, double(value));
      break;
    case element_type::BOOL:
      fault = SetBool(message, field, bool(value));
      break;
    case element_type::OBJECT:
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
          !IsScalarMessage(*field.message_type())) {
        const Reflection& reflection = *message.GetReflection();
        Message& child = field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                             : *reflection.MutableMessage(&message, &field);
        return ReadMessage(value, child, path);
      }
      break;
    case element_type::ARRAY:
    case element_type::NULL_VALUE:
      break;
  }
  return fault == Fault::kNone ? absl::OkStatus() : RefuseValue(fault, field, path.ToString());
}

absl::Status ReadList(const element& value, const FieldDescriptor& field, Message& message,
                      const Path& path) {
  if (!value.is_array()) {
    const std::string at = path.ToString();
    return RefuseField("WRONG_TYPE", at, fmt::format("{}：应为数组", at),
                       fmt::format("{}: must be an array", at));
  }
  int index = 0;
  for (const element item : simdjson::dom::array(value)) {
    RETURN_IF_ERROR(ReadSingle(item, field, message, Path::Entry(path, index++)));
  }
  return absl::OkStatus();
}

absl::Status ReadMap(const element& value, const FieldDescriptor& field, Message& message,
                     const Path& path) {
  if (!value.is_object()) return RefuseValue(Fault::kWrongType, field, path.ToString());
  const Descriptor& entry_type = *field.message_type();
  std::set<std::string> keys;
  for (const auto& [key, item] : simdjson::dom::object(value)) {
    const Path at = Path::Key(path, key);
    // A map over reflection is a list of entries, which may be equal.
    Message& entry = *message.GetReflection()->AddMessage(&message, &field);
    const Fault fault = SetText(entry, *entry_type.map_key(), key);
    if (fault != Fault::kNone) return RefuseValue(fault, *entry_type.map_key(), at.ToString());
    // By what it means: the numbers 1 and 01 are one key.
    if (!keys.insert(entry.SerializePartialAsString()).second) return RefuseTwice(at.ToString());
    RETURN_IF_ERROR(ReadSingle(item, *entry_type.map_value(), entry, at));
  }
  return absl::OkStatus();
}

absl::Status ReadField(const element& value, const FieldDescriptor& field, Message& message,
                       const Path& path) {
  if (path.depth() > kMaxJsonDepth) return RefuseTooDeep(path.ToString());
  if (value.is_null()) return absl::OkStatus();
  if (field.is_map()) return ReadMap(value, field, message, path);
  if (field.is_repeated()) return ReadList(value, field, message, path);
  return ReadSingle(value, field, message, path);
}

absl::Status ReadMessage(const element& value, Message& message, const Path& path) {
  const Descriptor& type = *message.GetDescriptor();
  if (!value.is_object()) {
    return RefuseField("WRONG_TYPE", path.ToString(), "应为对象", "must be an object");
  }
  if (type.well_known_type() != Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
    return RefuseField("UNSUPPORTED_TYPE", path.ToString(), "不支持此类型的 JSON 形式",
                       fmt::format("{} has no JSON form here", type.full_name()));
  }
  std::vector<bool> seen(type.field_count());
  for (const auto& [name, item] : simdjson::dom::object(value)) {
    const FieldDescriptor* field = FindField(type, name);
    const Path at(path, field != nullptr ? std::string_view(field->name()) : name);
    if (field == nullptr) {
      return RefuseField("UNKNOWN_FIELD", at.ToString(), fmt::format("没有字段 {}", at.ToString()),
                         fmt::format("there is no field {}", at.ToString()));
    }
    if (seen[field->index()]) {
      return RefuseTwice(at.ToString());
    }
    seen[field->index()] = true;
    const auto* oneof = field->real_containing_oneof();
    if (oneof != nullptr && !item.is_null() && message.GetReflection()->HasOneof(message, oneof)) {
      return RefuseField("ONEOF_CONFLICT", at.ToString(),
                         fmt::format("{} 与同组的另一字段不能同时给出", at.ToString()),
                         fmt::format("{} excludes another field that was given", at.ToString()));
    }
    RETURN_IF_ERROR(ReadField(item, *field, message, at));
  }
  return absl::OkStatus();
}

// Parses `json` and hands its root to `read` while the document lives.
template <class Read>
absl::Status Parse(std::string_view json, Read read) {
  // Kept for its buffers. A document of simdjson is flat, so its depth costs no stack; the
  // bound that counts is the reader's own.
  thread_local simdjson::dom::parser parser;
  element root;
  const simdjson::error_code error = parser.parse(json.data(), json.size(), true).get(root);
  if (error != simdjson::SUCCESS) return RefuseParse(json, error);
  return read(root);
}

}  // namespace

const FieldDescriptor* FindField(const Descriptor& type, std::string_view name) {
  const std::string text(name);
  if (const FieldDescriptor* field = type.FindFieldByName(text)) return field;
  const FieldDescriptor* field = type.FindFieldByCamelcaseName(text);
  if (field != nullptr && field->json_name() == text) return field;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->json_name() == text) return type.field(i);
  }
  return nullptr;
}

absl::Status ReadJson(std::string_view json, Message& message) {
  return Parse(json, [&](const element& root) { return ReadMessage(root, message, Path{}); });
}

absl::Status ReadJsonField(std::string_view json, const FieldDescriptor& field, Message& message) {
  return Parse(json, [&](const element& root) {
    const Path top;
    return ReadField(root, field, message, Path(top, field.name()));
  });
}

}  // namespace hecha::transcoding
