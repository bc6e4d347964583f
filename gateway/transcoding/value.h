// Values of proto fields from and to the text that JSON strings, paths and queries hold.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hecha::transcoding {

// What may be wrong with a value.
enum class Fault {
  kNone,
  kWrongType,
  kOutOfRange,
  kUnknownEnumValue,
  kBadBase64,
  kBadTimestamp,
  kBadDuration,
  kBadFieldMask,
};

// The refusal of a value at `path` ("allegations[2].outcome"). `fault` is not kNone.
absl::Status RefuseValue(Fault fault, const google::protobuf::FieldDescriptor& field,
                         std::string_view path);

// True if the JSON form of `type` is one string or number: Timestamp, Duration, FieldMask and
// the wrappers.
bool IsScalarMessage(const google::protobuf::Descriptor& type);

// Sets `field` of `message`, or adds to it where it is repeated, in the proto3 JSON form of
// its type. `message` is unchanged on a fault. Each takes what JSON allows for the type: an
// integer may come as text or as a whole double, an enum by number or by name, with or without the
// prefix that repeats the type (LEVEL_TOWN, TOWN).
Fault SetText(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
              std::string_view text);
Fault SetInteger(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
                 int64_t value);
Fault SetUnsigned(google::protobuf::Message& message,
                  const google::protobuf::FieldDescriptor& field, uint64_t value);
Fault SetDouble(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
                double value);
Fault SetBool(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
              bool value);

}  // namespace hecha::transcoding
