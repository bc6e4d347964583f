// JSON to message, in the proto3 JSON mapping, strict: a field that the message lacks, a name
// or a map's key that comes twice and text that is not UTF-8 are refused by name.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string_view>

#include "absl/status/status.h"

namespace hecha::transcoding {

// Objects and arrays within each other at most.
inline constexpr int kMaxJsonDepth = 48;

// Fills `message`, which is empty, from one JSON object. Takes camelCase and proto names;
// null leaves a field unset. Handles Timestamp, Duration, FieldMask and the wrappers; any other
// type with a JSON form of its own (Any, Struct) is refused.
//
// InvalidArgument that names the rule and the field's path ("allegations[2].text"):
// MALFORMED_JSON, INVALID_UTF8, TOO_DEEP, UNKNOWN_FIELD, DUPLICATE_FIELD, ONEOF_CONFLICT and
// those of RefuseValue. `message` is unspecified then.
absl::Status ReadJson(std::string_view json, google::protobuf::Message& message);

// Fills one field of `message` from a JSON value: for an HttpRule whose body is a field.
absl::Status ReadJsonField(std::string_view json, const google::protobuf::FieldDescriptor& field,
                           google::protobuf::Message& message);

// The field that `name` (either spelling) means, or nullptr.
const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor& type,
                                                   std::string_view name);

}  // namespace hecha::transcoding
