// Message to JSON, in the proto3 JSON mapping: camelCase names, 64-bit integers as text, enums
// by name, bytes as base64. Scalars, enums and lists are written even when they are empty, so
// that a client need not guess; unset messages and unset `optional` and oneof fields are not.
#pragma once

#include <google/protobuf/message.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>

namespace hecha::transcoding {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// Never fails: a timestamp or duration outside its range is written as null.
std::string WriteJson(const google::protobuf::Message& message);

// As part of a larger document. Where `type_url` is not empty it becomes "@type", as in an Any.
void WriteJson(const google::protobuf::Message& message, JsonWriter& writer,
               const std::string& type_url = {});

}  // namespace hecha::transcoding
