// The OpenAPI document of the Library service, read back as JSON.
#include "gateway/transcoding/openapi.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <set>

#include "gateway/services.h"
#include "tests/gateway/library.pb.h"

namespace hecha::transcoding {
namespace {

rapidjson::Document Parse(const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  rapidjson::Document document;
  document.Parse(OpenApiDocument(RouteTable::Build(services).value()).c_str());
  EXPECT_FALSE(document.HasParseError());
  return document;
}

rapidjson::Document Library() {
  return Parse({library::v1::Book::descriptor()->file()->FindServiceByName("Library")});
}

std::string TextAt(rapidjson::Document& document, const char* pointer) {
  const rapidjson::Value* value = rapidjson::Pointer(pointer).Get(document);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

// Every "$ref" below `value`.
void CollectReferences(const rapidjson::Value& value, std::set<std::string>& references) {
  if (value.IsObject()) {
    for (const auto& member : value.GetObject()) {
      if (std::string_view(member.name.GetString()) == "$ref") {
        references.insert(member.value.GetString());
      } else {
        CollectReferences(member.value, references);
      }
    }
  } else if (value.IsArray()) {
    for (const auto& item : value.GetArray()) CollectReferences(item, references);
  }
}

TEST(OpenApi, NamesEveryRoute) {
  rapidjson::Document document = Library();
  EXPECT_EQ(TextAt(document, "/openapi"), "3.1.0");
  EXPECT_EQ(TextAt(document, "/paths/~1v1~1books/post/operationId"), "Library_CreateBook");
  EXPECT_EQ(TextAt(document, "/paths/~1v1~1books/get/operationId"), "Library_ListBooks");
  EXPECT_EQ(TextAt(document, "/paths/~1v1~1books~1{book_id}:lend/post/parameters/0/in"), "path");
  EXPECT_EQ(TextAt(document, "/paths/~1v1~1books/post/x-hecha-roles/0"), "ROLE_OFFICE");
  EXPECT_EQ(TextAt(document, "/paths/~1v1~1books/get/parameters/2/name"), "filter.genres");
}

TEST(OpenApi, DescribesValuesAsTheyTravel) {
  rapidjson::Document document = Library();
  const std::string book = "/components/schemas/hecha.library.v1.Book/properties/";
  EXPECT_EQ(TextAt(document, (book + "pages/type").c_str()), "string");
  EXPECT_EQ(TextAt(document, (book + "printedAt/format").c_str()), "date-time");
  EXPECT_EQ(TextAt(document, (book + "genre/$ref").c_str()),
            "#/components/schemas/hecha.library.v1.Genre");
  EXPECT_EQ(TextAt(document, "/components/schemas/hecha.library.v1.Genre/enum/1"), "GENRE_LAW");
  EXPECT_EQ(TextAt(document, (book + "tags/items/type").c_str()), "string");
}

TEST(OpenApi, EveryReferenceOfThisBuildResolves) {
  rapidjson::Document document = Parse(gateway::ServedServices());
  std::set<std::string> references;
  CollectReferences(document, references);
  EXPECT_FALSE(references.empty());
  for (const std::string& reference : references) {
    EXPECT_NE(rapidjson::Pointer(reference.c_str()).Get(document), nullptr) << reference;
  }
}

}  // namespace
}  // namespace hecha::transcoding
