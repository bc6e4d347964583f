#include "gateway/transcoding/openapi.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/value.h"

namespace hecha::transcoding {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr char kErrorSchema[] = R"({
  "type": "object",
  "properties": {
    "error": {
      "type": "object",
      "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "status": {"type": "string"},
        "details": {"type": "array", "items": {"type": "object", "additionalProperties": true}}
      }
    }
  }
})";

constexpr char kSecuritySchemes[] = R"({
  "bearer": {"type": "http", "scheme": "bearer"},
  "cookie": {"type": "apiKey", "in": "cookie", "name": "hecha_session"}
})";

class Document {
 public:
  explicit Document(const RouteTable& routes) : routes_(routes) {}

  std::string Write() {
    Object([&] {
      Text("openapi", "3.1.0");
      Member("info", [&] {
        Text("title", "hecha 核查");
        Text("version", "v1");
      });
      Member("paths", [&] { WritePaths(); });
      Member("components", [&] {
        Member("schemas", [&] { WriteSchemas(); });
        Raw("securitySchemes", kSecuritySchemes);
      });
    });
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  template <class Body>
  void Object(Body body) {
    writer_.StartObject();
    body();
    writer_.EndObject();
  }
  template <class Body>
  void Member(const std::string& name, Body body) {
    writer_.Key(name.c_str());
    Object(body);
  }
  template <class Body>
  void List(const std::string& name, Body body) {
    writer_.Key(name.c_str());
    writer_.StartArray();
    body();
    writer_.EndArray();
  }
  void Text(const std::string& name, const std::string& value) {
    writer_.Key(name.c_str());
    writer_.String(value.c_str());
  }
  void Mark(const char* name) {
    writer_.Key(name);
    writer_.Bool(true);
  }
  void Raw(const std::string& name, const char* json) {
    writer_.Key(name.c_str());
    writer_.RawValue(json, std::char_traits<char>::length(json), rapidjson::kObjectType);
  }

  void WritePaths() {
    std::map<std::string, std::vector<const Route*>> paths;
    for (const auto& route : routes_.routes()) paths[route->pattern].push_back(route.get());
    for (const auto& [pattern, routes] : paths) {
      Member(pattern, [&, &routes = routes] {
        for (const Route* route : routes) {
          std::string verb = route->verb;
          for (char& c : verb) c = static_cast<char>(std::tolower(c));
          Member(verb, [&] { WriteOperation(*route); });
        }
      });
    }
  }

  void WriteOperation(const Route& route) {
    const auto& method = *route.method;
    Text("operationId", fmt::format("{}_{}", method.service()->name(), method.name()));
    List("tags", [&] { writer_.String(method.service()->name().c_str()); });
    List("parameters", [&] { WriteParameters(route); });
    if (route.body_is_request || route.body_field != nullptr) {
      Member("requestBody", [&] {
        if (TakesFile(route)) return WriteRawContent();
        WriteContent([&] {
          if (route.body_is_request) {
            Reference(*method.input_type());
          } else {
            WriteField(*route.body_field);
          }
        });
      });
    }
    Member("responses", [&] {
      Member("200", [&] {
        Text("description", "OK");
        if (method.output_type()->full_name() == kRawBody || AnswersFile(route)) {
          WriteRawContent();
        } else {
          WriteContent([&] { Reference(*method.output_type()); });
        }
      });
      Member("default", [&] {
        Text("description", "AIP-193");
        WriteContent([&] { Text("$ref", "#/components/schemas/Error"); });
      });
    });
    WriteSecurity(route);
  }

  template <class Schema>
  void WriteContent(Schema schema) {
    Member("content", [&] { Member("application/json", [&] { Member("schema", schema); }); });
  }

  void WriteRawContent() {
    Member("content", [&] {
      Member("*/*", [&] {
        Member("schema", [&] {
          Text("type", "string");
          Text("format", "binary");
        });
      });
    });
  }

  void WriteSecurity(const Route& route) {
    List("security", [&] {
      if (route.policy.access() == options::v1::ACCESS_PUBLIC) return;
      for (const char* scheme : {"bearer", "cookie"}) {
        Object([&] { List(scheme, [] {}); });
      }
    });
    List("x-hecha-roles", [&] {
      for (const int role : route.policy.roles()) {
        writer_.String(options::v1::Role_Name(role).c_str());
      }
    });
  }

  void WriteParameters(const Route& route) {
    std::set<std::string> bound;
    for (size_t i = 0, next = 0; i < route.path.segments.size(); ++i) {
      const PathTemplate::Segment& segment = route.path.segments[i];
      if (!segment.variable) continue;
      bound.insert(segment.text);
      WriteParameter("path", segment.text, *route.variables[next++].back());
    }
    if (route.body_is_request) return;
    if (route.body_field != nullptr) bound.insert(route.body_field->name());
    WriteQuery(*route.method->input_type(), "", bound, 0);
  }

  void WriteQuery(const Descriptor& type, const std::string& prefix,
                  const std::set<std::string>& bound, int depth) {
    // A message within itself has no end.
    constexpr int kMostDepth = 3;
    for (int i = 0; i < type.field_count() && depth < kMostDepth; ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (bound.contains(prefix + field.name()) || field.is_map()) continue;
      // Never part of an address: see query.cc.
      if (field.options().GetExtension(options::v1::sensitive)) continue;
      const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                          !IsScalarMessage(*field.message_type());
      if (!nested) {
        WriteParameter("query", prefix + field.json_name(), field);
      } else if (!field.is_repeated()) {
        WriteQuery(*field.message_type(), prefix + field.json_name() + ".", bound, depth + 1);
      }
    }
  }

  void WriteParameter(const char* in, const std::string& name, const FieldDescriptor& field) {
    Object([&] {
      Text("name", name);
      Text("in", in);
      writer_.Key("required");
      writer_.Bool(std::string_view(in) == "path");
      Member("schema", [&] { WriteField(field); });
    });
  }

  void Reference(const Descriptor& type) {
    Text("$ref", "#/components/schemas/" + type.full_name());
    if (seen_.insert(&type).second) waiting_.push_back(&type);
  }

  void Reference(const EnumDescriptor& type) {
    Text("$ref", "#/components/schemas/" + type.full_name());
    enums_.emplace(type.full_name(), &type);
  }

  // Schemas may refer to more schemas: goes on until none is left.
  void WriteSchemas() {
    Raw("Error", kErrorSchema);
    while (!waiting_.empty()) {
      const Descriptor& type = *waiting_.back();
      waiting_.pop_back();
      Member(type.full_name(), [&] {
        Text("type", "object");
        Member("properties", [&] {
          for (int i = 0; i < type.field_count(); ++i) {
            Member(type.field(i)->json_name(), [&] { WriteField(*type.field(i)); });
          }
        });
      });
    }
    for (const auto& [name, type] : enums_) {
      Member(name, [&, &type = *type] { WriteEnum(type); });
    }
  }

  void WriteField(const FieldDescriptor& field) {
    if (field.is_map()) {
      Text("type", "object");
      Member("additionalProperties", [&] { WriteValue(*field.message_type()->map_value()); });
    } else if (field.is_repeated()) {
      Text("type", "array");
      Member("items", [&] { WriteValue(field); });
    } else {
      WriteValue(field);
    }
    if (field.options().GetExtension(options::v1::sensitive)) Mark("x-hecha-sensitive");
    if (field.has_presence()) Mark("x-hecha-optional");
  }

  void WriteValue(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_UINT32:
        Text("type", "integer");
        return Text("format", "int32");
      case FieldDescriptor::CPPTYPE_INT64:
      case FieldDescriptor::CPPTYPE_UINT64:
        Text("type", "string");
        return Text("format", "int64");
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Text("type", "number");
      case FieldDescriptor::CPPTYPE_BOOL:
        return Text("type", "boolean");
      case FieldDescriptor::CPPTYPE_ENUM:
        return Reference(*field.enum_type());
      case FieldDescriptor::CPPTYPE_STRING:
        Text("type", "string");
        if (field.type() == FieldDescriptor::TYPE_BYTES) Text("contentEncoding", "base64");
        return;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WriteMessage(*field.message_type());
    }
  }

  void WriteEnum(const EnumDescriptor& type) {
    Text("type", "string");
    List("enum", [&] {
      for (int i = 0; i < type.value_count(); ++i) writer_.String(type.value(i)->name().c_str());
    });
  }

  void WriteMessage(const Descriptor& type) {
    if (!IsScalarMessage(type)) return Reference(type);
    switch (type.well_known_type()) {
      case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      case Descriptor::WELLKNOWNTYPE_DURATION:
      case Descriptor::WELLKNOWNTYPE_FIELDMASK:
        Text("type", "string");
        if (type.well_known_type() == Descriptor::WELLKNOWNTYPE_TIMESTAMP) {
          Text("format", "date-time");
        }
        return;
      default:
        return WriteValue(*type.field(0));
    }
  }

  const RouteTable& routes_;
  rapidjson::StringBuffer buffer_;
  JsonWriter writer_{buffer_};
  std::set<const Descriptor*> seen_;
  std::vector<const Descriptor*> waiting_;
  std::map<std::string, const EnumDescriptor*> enums_;
};

}  // namespace

std::string OpenApiDocument(const RouteTable& routes) { return Document(routes).Write(); }

}  // namespace hecha::transcoding
